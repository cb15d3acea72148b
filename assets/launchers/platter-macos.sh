#!/bin/sh
# Platter's command line: the installed program without its window. To have it on the path:
#   sudo ln -s /Applications/Platter.app/Contents/Resources/bin/platter /usr/local/bin/platter
# Words behind "--" are not for Chromium, whatever they look like.
self=$0
while [ -L "$self" ]; do
  target=$(readlink "$self")
  case $target in
    /*) self=$target ;;
    *) self=$(dirname "$self")/$target ;;
  esac
done
here=$(cd "$(dirname "$self")" && pwd -P)
exec "$here/../../MacOS/Platter" --disable-gpu --log-level=3 --cli -- "$@"
