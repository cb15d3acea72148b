; What the installer for Windows does besides electron-builder's own: it offers Platter for disk images, in the list "Open with".
; It leaves the program alone that opens them now. Windows itself mounts a .vhd at a double click, and electron-builder's
; "fileAssociations" would push that aside, and leave nothing in its place when Platter is removed.

!macro offerPlatter EXTENSION TITLE
  WriteRegStr SHELL_CONTEXT "Software\Classes\Platter.${EXTENSION}" "" "${TITLE}"
  ; Recent documents are listed for a program whose name their type carries.
  WriteRegStr SHELL_CONTEXT "Software\Classes\Platter.${EXTENSION}" "AppUserModelID" "${APP_ID}"
  WriteRegStr SHELL_CONTEXT "Software\Classes\Platter.${EXTENSION}\DefaultIcon" "" "$INSTDIR\resources\file.ico"
  WriteRegStr SHELL_CONTEXT "Software\Classes\Platter.${EXTENSION}\shell\open\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
  WriteRegStr SHELL_CONTEXT "Software\Classes\.${EXTENSION}\OpenWithProgids" "Platter.${EXTENSION}" ""
!macroend

!macro withdrawPlatter EXTENSION
  DeleteRegValue SHELL_CONTEXT "Software\Classes\.${EXTENSION}\OpenWithProgids" "Platter.${EXTENSION}"
  DeleteRegKey SHELL_CONTEXT "Software\Classes\Platter.${EXTENSION}"
!macroend

!macro tellExplorer
  System::Call 'shell32::SHChangeNotify(i, i, i, i) v (0x08000000, 0, 0, 0)'
!macroend

!macro customInstall
  !insertmacro offerPlatter "vdi" "VirtualBox disk image"
  !insertmacro offerPlatter "vhd" "Virtual hard disk"
  !insertmacro offerPlatter "vmdk" "VMware disk image"
  !insertmacro tellExplorer
!macroend

!macro customUnInstall
  !insertmacro withdrawPlatter "vdi"
  !insertmacro withdrawPlatter "vhd"
  !insertmacro withdrawPlatter "vmdk"
  !insertmacro tellExplorer
!macroend
