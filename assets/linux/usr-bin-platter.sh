#!/bin/sh
exec /opt/Platter/resources/bin/platter "$@"
