-- Each row becomes one line of JSON, which quotes any text in a column. Numbers stay exact, and
-- the import skips NULL values.
-- A DATETIME is in the time zone of the session (the command sets UTC); a TIMESTAMP does not depend
-- on it.
SELECT JSON_OBJECT(
  'event', CONCAT('shop-', id),
  'user', customer,
  'item', product,
  'action', kind,
  'value', quantity,
  'time', ROUND(UNIX_TIMESTAMP(happened) * 1000))
FROM events
ORDER BY id;
