#!/bin/sh
# Platter's command line: the installed program without its window. Needs no display.
# Words behind "--" are not for Chromium, whatever they look like; the sandbox protects from pages, and here is none.
here=$(dirname "$(readlink -f "$0")")
[ "$(id -u)" = 0 ] && set -- --no-sandbox --cli -- "$@" || set -- --cli -- "$@"
exec "$here/../../platter-desktop" --ozone-platform=headless --disable-gpu --log-level=3 "$@"
