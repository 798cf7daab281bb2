"""Every command line of README.md, from the first to the last, as a new user would type them."""

import subprocess

import documents
import servers

# The log of a shop, with a line that lacks its item: what the document imports.
EVENTS = """\
timestamp,visitorid,event,itemid,transactionid
1433221332117,257597,view,355908,
1433224214164,992329,view,248676,
1433221332500,257597,view,,
1433222276276,111016,transaction,318965,4000
"""


class Readme(documents.DocumentTest):
    def test_from_the_first_line_to_the_last(self):
        typist = documents.Typist(self)
        (typist.folder / "events.csv").write_text(EVENTS)
        client = subprocess.run(
            ["scripts/gorse-client"], cwd=servers.ROOT, text=True, capture_output=True)
        self.assertEqual(client.returncode, 0, client.stderr)
        typist.libraries = client.stdout.strip()
        self.run_document(typist, "README.md")
