"""Every command line of README.md, from the first to the last, as a new user would type them."""

import documents


class Readme(documents.DocumentTest):
    def test_from_the_first_line_to_the_last(self):
        self.run_document(documents.Typist(self), "README.md")
