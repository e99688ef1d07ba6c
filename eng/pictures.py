"""Makes the pictures of the documentation anew: what the command says of the sample policies, on a terminal and as a page.

Run it in the root of a checkout, after `dotnet build -c Release src/Pdp.Cli`; it takes Chromium, and `pngquant` where there is one:

    python3 eng/pictures.py
"""

import html
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

PDP = ["dotnet", "artifacts/bin/Pdp.Cli/release/pdp.dll"]
DOCS = pathlib.Path("docs")

# the eight colours of a terminal's dark theme, by the numbers that the command uses
STYLES = {"1": "font-weight:700;color:#eef1f5", "2": "color:#8b949e", "31": "color:#f85149", "32": "color:#3fb950", "33": "color:#d9a326", "36": "color:#56d4dd"}

TERMINAL = """<!doctype html><meta charset=utf-8><style>
body { margin: 0; padding: 18px; background: #14171c; }
.window { border: 1px solid #2d333d; border-radius: 8px; background: #1b1f26; overflow: hidden; }
.title { display: flex; gap: 6px; align-items: center; padding: 10px 14px; border-bottom: 1px solid #2d333d; color: #8b949e; font: 13px "DejaVu Sans", sans-serif; }
.title i { width: 11px; height: 11px; border-radius: 50%%; }
.title span { margin-left: 8px; }
pre { margin: 0; padding: 14px 18px 18px; color: #eef1f5; font: 14px/1.45 "DejaVu Sans Mono", monospace; white-space: pre-wrap; }
</style><div class=window><div class=title><i style="background:#f85149"></i><i style="background:#d9a326"></i><i style="background:#3fb950"></i><span>%s</span></div><pre>%s</pre></div>"""

# of the page its top, and the one document that the documentation speaks of
TOP = """<style>.index tr:nth-child(n+10) { display: none } section:not(#%s) { display: none } body { padding-bottom: 1.5rem } tr:nth-child(n+26) { display: none }</style>"""


def run(*arguments):
    done = subprocess.run([*PDP, *arguments], capture_output=True, text=True, check=True, env={**os.environ, "LC_ALL": "C.UTF-8"})
    return done.stdout


def coloured(text):
    parts, style = [], ""
    for piece in re.split(r"(\x1b\[[0-9;]*m)", text):
        if piece.startswith("\x1b["):
            style = ";".join(STYLES.get(code, "") for code in piece[2:-1].split(";"))
        elif piece:
            parts.append(f'<span style="{style}">{html.escape(piece)}</span>' if style.strip(";") else html.escape(piece))
    return "".join(parts)


def chromium(page, width, height, *options):
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        raise SystemExit("error: no Chromium is here")
    base = [program, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-dev-shm-usage", f"--window-size={width},{height}"]
    return subprocess.run([*base, *options, page.as_uri()], capture_output=True, text=True, check=True).stdout


def picture(text, width, name):
    with tempfile.TemporaryDirectory() as folder:
        page = pathlib.Path(folder, "page.html")
        # a page tells how high it is, and is taken as high as that
        page.write_text(text + "<script>document.body.dataset.height = document.body.scrollHeight</script>", encoding="utf-8")
        height = int(re.search(r'data-height="(\d+)"', chromium(page, width, 400, "--dump-dom")).group(1))
        target = DOCS / name
        chromium(page, width, height, f"--screenshot={target.resolve()}")
        if shutil.which("pngquant"):
            subprocess.run(["pngquant", "--force", "--ext", ".png", "64", str(target)], check=True)
        print(target, f"{width}x{height}")


def terminal(name, width, title, text):
    picture(TERMINAL % (html.escape(title), coloured(text)), width, name)


def main():
    policies = ["policies"]
    terminal("coverage-terminal.png", 860, "pdp test policies --coverage", run("test", *policies, "--coverage", "--color", "always"))
    with tempfile.TemporaryDirectory() as folder:
        page = pathlib.Path(folder, "coverage.html")
        run("test", *policies, "--coverage-output", str(page))
        text = page.read_text(encoding="utf-8")
    section = re.search(r"<section id=(\w+)>\s*<h2>department@", text).group(1)
    picture(text + TOP % section, 1120, "coverage.png")

    # the change that `docs/cli.md` makes
    after = pathlib.Path("artifacts/next")
    shutil.rmtree(after, ignore_errors=True)
    shutil.copytree(*policies, after)
    isolation = after / "guardrails/tenant-isolation.json"
    isolation.write_text(isolation.read_text().replace("tenant != resource.tenant", "tenant != resource.tenant && action.name != 'read'").replace('"version": 1', '"version": 2'))
    text = run("impact", *policies, str(after), "--cases", "400", "--color", "always")
    # the beginning of a revision is enough of it
    text = re.sub(r"revision ((?:sha256:)?[0-9a-f]{12})[0-9a-f]+", r"revision \1", text)
    terminal("impact.png", 1110, "pdp impact policies artifacts/next --cases 400", text)


if __name__ == "__main__":
    main()
