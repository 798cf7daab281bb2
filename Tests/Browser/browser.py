"""Drives Chromium over its own protocol, through a pair of pipes: nothing to install beside it.

    with Browser() as browser:
        page = browser.open("http://127.0.0.1:8088/", width=1200, height=800)
        page.click("#enter")
        page.wait("document.title === 'Ebb'", "the title")

Every wait is for a condition, asked again until it holds or the time is up, and then fails with
what was waited for.
"""

import base64
import json
import os
import shutil
import subprocess
import tempfile
import time

WAIT_SECONDS_MAX = 120
NAMES = ["chromium", "chromium-browser", "google-chrome", "chrome"]


class Failed(Exception):
    pass


class Browser:
    def __init__(self):
        program = os.environ.get("EBB_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
        if not program:
            raise Failed("there is no Chromium: apt-get install chromium, or set EBB_CHROMIUM")
        self.folder = tempfile.mkdtemp(prefix="ebb-browser-")
        ours, self.output = os.pipe()
        self.input, theirs = os.pipe()
        # The browser reads commands from descriptor 3 and answers on 4.
        self.process = subprocess.Popen(
            ["/bin/sh", "-c", f'exec 3<&{ours} 4>&{theirs}; exec "$@"', "sh", program,
             "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
             "--no-first-run", "--disable-extensions", "--disable-background-networking",
             "--hide-scrollbars", "--remote-debugging-pipe", f"--user-data-dir={self.folder}",
             "about:blank"],
            pass_fds=(ours, theirs), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        os.close(ours)
        os.close(theirs)
        self.heard = b""
        self.number = 0
        self.troubles = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self.output)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def open(self, address, width=1280, height=900, dark=False, language="en-US"):
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        page = Page(self, session)
        for domain in ["Page", "Runtime", "Log"]:
            page.ask(f"{domain}.enable")
        page.ask("Emulation.setDeviceMetricsOverride", width=width, height=height,
                 deviceScaleFactor=1, mobile=False)
        theme = "dark" if dark else "light"
        page.ask("Emulation.setEmulatedMedia",
                 features=[{"name": "prefers-color-scheme", "value": theme}])
        page.ask("Emulation.setLocaleOverride", locale=language.replace("-", "_"))
        page.ask("Page.addScriptToEvaluateOnNewDocument",
                 source=f"Object.defineProperty(navigator, 'language', {{get: () => '{language}'}})")
        page.go(address)
        return page

    def ask(self, method, session=None, **parameters):
        self.number += 1
        number = self.number
        message = {"id": number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.output, data):]
        while True:
            answer = self.read()
            if answer.get("id") == number:
                if "error" in answer:
                    raise Failed(f"{method}: {answer['error']['message']}")
                return answer["result"]
            self.take_down(answer)

    def read(self):
        while b"\0" not in self.heard:
            piece = os.read(self.input, 1 << 16)
            if not piece:
                raise Failed("the browser has ended")
            self.heard += piece
        line, self.heard = self.heard.split(b"\0", 1)
        return json.loads(line)

    def take_down(self, event):
        """Keeps what the page should never do: throw, or be refused by its own policy."""
        parameters = event.get("params", {})
        if event.get("method") == "Runtime.exceptionThrown":
            details = parameters["exceptionDetails"]
            self.troubles.append(details.get("exception", {}).get("description", details["text"]))
        if event.get("method") == "Log.entryAdded" and parameters["entry"]["source"] == "security":
            self.troubles.append(parameters["entry"]["text"])


class Page:
    def __init__(self, browser, session):
        self.browser = browser
        self.session = session

    def ask(self, method, **parameters):
        return self.browser.ask(method, self.session, **parameters)

    def go(self, address):
        self.ask("Page.navigate", url=address)
        self.wait("document.readyState === 'complete'", f"{address} to be loaded")

    def value(self, expression):
        """What an expression comes to in the page."""
        answer = self.ask("Runtime.evaluate", expression=expression, returnByValue=True,
                          awaitPromise=True)
        if "exceptionDetails" in answer:
            raise Failed(f"{expression}: {answer['exceptionDetails']['exception']['description']}")
        return answer["result"].get("value")

    def wait(self, condition, name=None):
        """Waits until a condition holds; gives what it came to."""
        end = time.monotonic() + WAIT_SECONDS_MAX
        while True:
            value = self.value(condition)
            if value:
                return value
            if time.monotonic() > end:
                raise Failed(f"waited {WAIT_SECONDS_MAX} s for {name or condition}; the page says:\n"
                             + self.value("document.body.innerText"))
            time.sleep(0.05)

    def wait_for(self, selector, text=""):
        """Waits for an element that is shown and has a text in it."""
        self.wait(f"[...document.querySelectorAll({json.dumps(selector)})].some((node) => "
                  f"node.checkVisibility() && node.textContent.includes({json.dumps(text)}))",
                  f"{selector} with {text!r}")

    def click(self, selector):
        self.wait_for(selector)
        self.wait(f"!document.querySelector({json.dumps(selector)}).disabled", f"{selector} to be enabled")
        self.value(f"document.querySelector({json.dumps(selector)}).click()")

    def type(self, selector, text):
        """Types into a field, as a keyboard would."""
        self.wait_for(selector)
        self.value(f"(() => {{ const node = document.querySelector({json.dumps(selector)}); "
                   "node.focus(); node.select?.(); })()")
        self.ask("Input.insertText", text=text)

    def press(self, key, code=None):
        keys = {"Enter": 13, "Tab": 9, "ArrowLeft": 37, "ArrowRight": 39, "End": 35, "Home": 36}
        text = "\r" if key == "Enter" else None
        for kind in ["keyDown", "keyUp"]:
            parameters = {"type": kind, "key": key, "code": code or key,
                          "windowsVirtualKeyCode": keys[key]}
            if text and kind == "keyDown":
                parameters["text"] = text
            self.ask("Input.dispatchKeyEvent", **parameters)

    def choose_file(self, selector, path):
        self.wait_for(selector)
        node = self.ask("Runtime.evaluate", expression=f"document.querySelector({json.dumps(selector)})")
        self.ask("DOM.setFileInputFiles", files=[os.path.abspath(path)],
                 objectId=node["result"]["objectId"])

    def picture(self, path, whole=False):
        """Writes what is seen as a PNG; `whole`: beyond the window's end, too."""
        parameters = {"format": "png"}
        if whole:
            size = self.ask("Page.getLayoutMetrics")["cssContentSize"]
            parameters["captureBeyondViewport"] = True
            parameters["clip"] = {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}
        data = self.ask("Page.captureScreenshot", **parameters)["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))
