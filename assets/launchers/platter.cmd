@echo off
rem Platter's command line: the installed program without its window.
rem Platter.exe is no console program: a prompt would not wait for it, a script such as this one does.
rem Words behind "--" are not for Chromium, whatever they look like.
"%~dp0..\..\Platter.exe" --disable-gpu --log-level=3 --cli -- %*
exit /b %ERRORLEVEL%
