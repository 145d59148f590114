#!/bin/sh
# Prints the path of the browser for the browser tests; with --install, installs Debian's chromium when there is none.
# $CHROMIUM goes first.

find_browser() {
    for name in "$CHROMIUM" chromium chromium-browser google-chrome google-chrome-stable \
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" \
        "/Applications/Chromium.app/Contents/MacOS/Chromium"; do
        [ -n "$name" ] && command -v "$name" && return 0
    done
    # what `playwright install chromium` downloads
    for file in "$HOME"/.cache/ms-playwright/chromium-*/chrome-linux*/chrome \
        "$HOME"/Library/Caches/ms-playwright/chromium-*/chrome-mac*/*.app/Contents/MacOS/*; do
        [ -x "$file" ] && echo "$file" && return 0
    done
    return 1
}

find_browser && exit 0
if [ "$1" = "--install" ] && "$(dirname "$0")/apt_install.sh" chromium >&2; then
    find_browser && exit 0
fi
{
    echo "The browser tests need Chromium or Chrome, and none was found. Any of these helps:"
    echo "  Debian, as root:    apt-get install chromium"
    echo "  elsewhere:          .venv/bin/playwright install --with-deps chromium"
    echo "  it lies elsewhere:  make test CHROMIUM=/path/to/chrome"
    echo "  without a browser:  make test CHROMIUM=no   (leaves the browser tests out)"
} >&2
exit 1
