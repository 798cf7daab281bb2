-- Each row as one line of JSON, which quotes whatever a column may hold. A number stays a number,
-- however long, and what is NULL is left out by whoever reads it.
-- A DATETIME means what the session's time zone says (the command sets UTC); a TIMESTAMP does not
-- care.
SELECT JSON_OBJECT(
  'event', CONCAT('shop-', id),
  'user', customer,
  'item', product,
  'action', kind,
  'value', quantity,
  'time', ROUND(UNIX_TIMESTAMP(happened) * 1000))
FROM events
ORDER BY id;
