import type { ErrorTable } from './row.ts';
import { takesBackup } from './ways-out.ts';

/** Refusals that belong to no format: files, targets, probing, jobs and connections. */
export const coreErrors = {
  'file.missing': {
    code: 'missing-file',
    says: '{path} does not exist. Nothing was read or written. It may have been moved or renamed, or its disk is not connected.',
  },
  'file.denied': {
    code: 'denied',
    says: 'The system does not allow access to {path}. Check its permissions and its owner.',
  },
  'file.read-only-medium': {
    code: 'denied',
    says: '{path} cannot be written: its medium, or the way it is mounted, is read-only. Nothing was changed. Images there can be read; convert or copy them to another disk to change them.',
  },
  'file.cannot-flush': {
    code: 'unsupported',
    says: 'The file system of {path} cannot promise that what is written has reached its medium, and without that a power cut could destroy an image that is being changed in place. Nothing was changed. Work on a copy on a disk of this computer.',
  },
  'file.not-regular': {
    code: 'unsupported',
    says: '{path} is not a regular file. Platter reads and writes image files only, not folders, devices or pipes.',
  },
  'file.in-use': { code: 'in-use', says: '{path} is in use by another program. Close that program and try again.' },
  'file.replaced': {
    code: 'in-use',
    says: '{path} was replaced or changed by another program while Platter used it, so Platter stopped there. Try again when no other program works on it.',
  },
  'image.written': {
    code: 'in-use',
    says: '{path} is in use by a program that can write to it at any moment. Read meanwhile, it could be a mixture of old and new, so it is not read. Shut the machine down or end that program. Or read it all the same with --in-use=read, which stops as soon as something is written.',
  },
  'image.written-by': {
    code: 'in-use',
    says: '{path} is in use by {program} (process {pid}), which can write to it at any moment. Read meanwhile, it could be a mixture of old and new, so it is not read. Shut the machine down or end that program. Or read it all the same with --in-use=read, which stops as soon as something is written.',
  },
  'image.not-at-rest': {
    code: 'in-use',
    says: '{path} is in use by a program that can write to it at any moment. Read meanwhile, it could be a mixture of old and new, so it is not read. Shut the machine down or end that program, and try again.',
  },
  'image.not-at-rest-by': {
    code: 'in-use',
    says: '{path} is in use by {program} (process {pid}), which can write to it at any moment. Read meanwhile, it could be a mixture of old and new, so it is not read. Shut the machine down or end that program, and try again.',
  },
  'image.held': {
    code: 'in-use',
    says: '{path} is in use by another program. A disk that changes while another program uses it is soon destroyed, so nothing was changed. Shut the machine down or end that program, and try again.',
  },
  'image.held-by': {
    code: 'in-use',
    says: '{path} is in use by {program} (process {pid}). A disk that changes while another program uses it is soon destroyed, so nothing was changed. Shut the machine down or end that program, and try again.',
  },
  'image.locked-by-vmware': {
    code: 'in-use',
    says: '{path} is locked by VMware: a machine that uses it runs, or crashed. Shut it down and try again. If no VMware program has it open any more, remove the folder {lock}.',
  },
  'image.locked-by-platter': {
    code: 'in-use',
    says: '{path} is being changed by a Platter on the computer {computer} (process {pid}). Wait until it is done. If it does not run any more, remove the file {lock} and check the image.',
  },
  'source.changed': {
    code: 'in-use',
    says: '{path} was changed, replaced or removed while it was read. What was read may be a mixture of before and after, so nothing was made of it. Shut down the machine that uses the image, or wait for the program that writes to it, and start again.',
  },
  'file.short-read': {
    code: 'damaged',
    says: '{name} ends at {size:bytes}, but the bytes from {start} to {end} were needed. The file is truncated. Copy it anew from where it came; what is still there can be salvaged by converting it.',
  },
  'file.handles-exhausted': {
    code: 'io',
    says: '{path} cannot be opened: the system lets Platter have no more files open at once. Close other images, or raise that limit (ulimit -n).',
  },
  'file.name-too-long': {
    code: 'invalid-input',
    says: 'The name of {path} is longer than its file system allows. Choose a shorter one.',
  },
  'file.input-output': {
    code: 'io',
    says: 'Reading or writing {path} failed: {cause}. Check the disk and the connection to it.',
  },
  'file.outside-folder': {
    code: 'denied',
    says: 'The image names the file "{name}", which is not a plain file beside it. Platter does not open files outside the folder of the image.',
  },
  'file.too-many': {
    code: 'too-large',
    says: 'The image names more than {limit} files, and Platter opens no more. It is damaged or hostile.',
  },
  'file.not-granted': { code: 'denied', says: '{path} was not picked or dropped in this window. Pick it first.' },

  'layout.number-too-large': {
    code: 'damaged',
    says: 'The field {field} of the {structure} holds a number above 2^53-1. The image is damaged or hostile.',
  },
  'layout.truncated': {
    code: 'damaged',
    says: 'The {structure} needs {needed} bytes, but only {available} are there. The file is truncated. Copy it anew from where it came.',
  },

  'probe.unknown': {
    code: 'ambiguous-format',
    says: 'Nothing in {name} tells its format, so it may be a raw disk image or something else entirely. If it is a raw image, say so with --source-format raw.',
  },
  'probe.several': {
    code: 'ambiguous-format',
    says: '{name} matches several formats: {formats}. Say which one it is with --source-format.',
  },
  'probe.foreign': {
    code: 'unsupported',
    says: '{name} is a {title} ({because}). Platter does not read this format. Convert it to VDI, VHD, VMDK or raw with a program that does.',
  },
  'probe.not-this-format': {
    code: 'not-this-format',
    says: '{name} is not a {format} image. Name its real format, or let Platter find it out.',
  },
  'probe.empty': {
    code: 'damaged',
    says: '{name} is empty. There is no image in it. If there was one, copy it anew from where it came.',
  },
  'format.unknown': { code: 'invalid-input', says: 'There is no format "{format}". Known formats: {known}.' },
  'format.unknown-variant': {
    code: 'invalid-input',
    says: 'The format {format} has no variant "{variant}". Known variants: {known}.',
  },
  'format.cannot-create': { code: 'unsupported', says: 'Platter does not write {title} yet.' },
  'format.cannot-edit': {
    code: 'unsupported',
    says: '{name} is a {title} image, and Platter does not write into images of this format. Convert it to another one first.',
  },
  'child.other-format': {
    code: 'unsupported',
    says: 'A child and its parent have the same format, but {parent} is a {title} image. Give the child the extension of that format, or convert the parent first.',
  },
  'child.no-children': {
    code: 'unsupported',
    says: '{title} images have no children: {parent} cannot be the parent of a new image. Convert it to VDI, VHD or VMDK first.',
  },
  'child.size': {
    code: 'invalid-input',
    says: 'A child has the size of its parent, which is {size:bytes}. Leave the size out, and resize the child afterwards if it is to be larger.',
  },
  'child.variant': {
    code: 'invalid-input',
    says: 'A child holds only what is changed, so it has no variant, and no product to choose one by. Leave --variant and --for out.',
  },
  'write.beyond-end': {
    code: 'invalid-input',
    says: 'The disk of {name} ends at {size:bytes}, but there was more to write. The first {written:bytes} have been written, up to the end of the disk.',
  },
  'write.cancelled': {
    code: 'cancelled',
    says: 'Cancelled. The first {written:bytes} have been written to {name}, which is sound; behind them it is as it was.',
  },
  'compact.rewrite-instead': {
    code: 'unsupported',
    says: '{name} is a {title} image, which cannot be made smaller in place. Write a smaller one beside it with --output.',
  },
  'compact.has-children': {
    code: 'in-use',
    says: '{child} holds changes to {name}. Giving back the free space of {name} would change what it is built on. Compact without the free space, or merge the two by converting {child} first.',
  },
  'compact.rewrite-has-children': {
    code: 'in-use',
    says: '{child} holds changes to {name}. A {name} that is written anew is another disk to it, and {child} could not be read any more. Nothing was changed. Write the smaller one to another place, or merge the two by converting {child} first.',
  },
  'compact.other-extension': {
    code: 'invalid-input',
    says: 'The extension of {name} means the format {other}, but the new image would be {title}: what is made smaller keeps its format. Choose a name that ends in .{extension}, or convert the image to change its format.',
  },
  'resize.not-possible': {
    code: 'unsupported',
    says: '{name} is a {title} image, whose size cannot be changed. Convert it to another variant first.',
  },
  'resize.too-large': {
    code: 'too-large',
    says: '{title} holds at most {limit:bytes}; {size:bytes} were asked for. Nothing was changed. Convert the image to a new one that can hold more, of another format, variant or block size, and resize that.',
  },
  'resize.would-shrink': {
    code: 'invalid-input',
    says: 'The disk of {name} has {size:bytes}, more than the {wanted:bytes} asked for. Making it smaller cuts off its end; --shrink allows that where the end holds no data.',
  },
  'resize.cuts-data': {
    code: 'invalid-input',
    says: 'The end of {name} that would be cut off holds data, the last of it before byte {end} of the disk. Shrink the partitions in the guest first, or cut it off for good with --shrink=data.',
  },
  'resize.has-children': {
    code: 'in-use',
    says: '{child} holds changes to {name}, and would no longer fit it with another size. Resize {child} instead.',
  },
  'resize.file-in-the-way': {
    code: 'exists',
    says: 'With that size {name} needs a file {path}, but one is there that it does not name. A reduction of the size that was interrupted may have left it. Move it away and try again; nothing was changed.',
  },
  'repair.no-journal': {
    code: 'missing-file',
    says: 'There is no undo journal beside {path}. Either nothing was repaired, or the journal was moved or removed.',
  },
  'repair.bad-journal': {
    code: 'damaged',
    says: '{name} is not a whole undo journal: {problem}. Nothing was changed; put back a copy of the journal.',
  },
  'repair.image-changed': {
    code: 'in-use',
    says: '{name} is not as the repair knows it: something has written to it since. No further change was made, since that could destroy what was written.',
  },
  'format.no-extension': {
    code: 'invalid-input',
    says: 'The name {name} does not tell a format. Say which one is wanted with --format.',
  },
  'format.not-named': {
    code: 'invalid-input',
    says: 'Nothing says what the image would become. Name a format with --format, or a product with --for.',
  },
  'format.bad-option': { code: 'invalid-input', says: 'The option {option} is not valid: {problem}.' },
  'profile.unknown': {
    code: 'invalid-input',
    says: 'There is no profile "{profile}". Known profiles: {known}.',
  },
  'profile.contradicted': {
    code: 'invalid-input',
    says: '{title} gets {format} {variant}, but {asked} was asked for as well. Leave one of them out.',
  },
  'profile.too-small': {
    code: 'invalid-input',
    says: 'The disk has {size:bytes}, but {title} takes disks of {limit:bytes} or more. Make it larger first.',
  },
  'profile.too-large': {
    code: 'too-large',
    says: 'The disk has {size:bytes} ({size} bytes), but {title} takes disks that are stored in this way only up to {limit:bytes} ({limit} bytes).',
  },
  'chain.contradictory': {
    code: 'damaged',
    says: `{name} contradicts itself about its parent: {problem}. Read alone it could show wrong content, so it is not read. ${takesBackup}`,
  },
  'chain.parent-missing': {
    code: 'missing-file',
    says: '{name} holds only the changes to a parent, and its parent was not found. Sought: {sought}. Looked in: {folders}. Put the parent beside it, or give its folder with --parents.',
  },
  'chain.parent-changed': {
    code: 'damaged',
    says: '{name} was made upon a parent with {expected}, but {parent} has {found}: it has been written to since, or is another disk. Together they would show wrong content, so they are not read. Bring back the parent as it was, or give the folder of the right one with --parents.',
  },
  'chain.parent-format': {
    code: 'not-this-format',
    says: '{name} names {parent} as its parent, but that is not a {format} image, as its parent must be. Without the right parent its content cannot be read.',
  },
  'chain.loop': {
    code: 'damaged',
    says: 'The parent of {name} is {parent}, which builds upon {name} itself. No content can be found behind such a loop. Put the right parent in its place.',
  },
  'chain.too-deep': {
    code: 'too-large',
    says: 'The chain of parents goes on after {name}, and it already has {limit} images, which is the limit.',
  },
  'disk.outside': {
    code: 'invalid-input',
    says: 'The bytes from {start} to {end} do not lie inside the disk of {size:bytes}.',
  },
  'disk.too-large': {
    code: 'too-large',
    says: 'The disk has {size:bytes}, but {title} holds at most {limit:bytes}. Choose another format.',
  },
  'disk.bad-size': {
    code: 'invalid-input',
    says: 'A disk needs a size of at least one byte, in whole bytes; {size} was given. Nothing was written or changed.',
  },
  'disk.table-too-large': {
    code: 'too-large',
    says: 'The {table} of {name} would take {size:bytes}; the limit is {limit:bytes}. The image is damaged or hostile.',
  },

  'target.same-file': {
    code: 'same-file',
    says: 'Source and target are the same file, {path}. Converting never writes to its source. Choose another name.',
  },
  'target.exists': {
    code: 'exists',
    says: '{path} exists already and was left as it is. Choose another name, or allow overwriting.',
  },
  'target.no-space': {
    code: 'no-space',
    says: 'The folder of {path} has {free:bytes} free, but about {needed:bytes} are needed. Nothing was written.',
  },
  'target.disk-full': {
    code: 'no-space',
    says: 'The disk became full while {path} was written. What was written has been removed; nothing else was changed.',
  },
  'image.disk-full': {
    code: 'no-space',
    says: 'The disk became full while {path} was changed in place. What was done before that is in the image; the rest was not done. Make room on the disk, check the image, and do the same again.',
  },
  'image.file-too-large': {
    code: 'too-large',
    says: 'The file system of {path} does not take files that large (FAT32 ends at 4 GiB), so the image could not grow where it is. What was done before that is in the image; the rest was not done. Copy or convert it to another disk, check it, and do the same again there.',
  },
  'target.file-too-large': {
    code: 'too-large',
    says: 'The file system of {path} does not take files that large (FAT32 ends at 4 GiB). What was written has been removed. Choose a folder on another disk.',
  },
  'target.no-folder': {
    code: 'missing-file',
    says: 'The folder {path} does not exist. Choose another one, or make it first.',
  },
  'target.folder-gone': {
    code: 'missing-file',
    says: 'The folder {path} disappeared while the image was written into it: it was removed, or its disk was unplugged. The image was not finished; the source is as it was.',
  },
  'verify.differs': {
    code: 'io',
    says: 'The result was read back and differs from the source ({expected} is not {found}). It has been removed; the source is unchanged. Check the disk that was written to.',
  },

  'input.invalid': { code: 'invalid-input', says: '{problem}' },
  'job.cancelled': {
    code: 'cancelled',
    says: 'Cancelled. Nothing unfinished was left behind; images that were there before are sound.',
  },
  'job.unknown': { code: 'invalid-input', says: 'There is no job {id}.' },
  'job.crashed': {
    code: 'internal',
    says: 'The job ended unexpectedly: {cause}. Unfinished files that it had made were removed; an image that was being changed in place is sound, and can be checked.',
  },
  'job.left-behind': {
    code: 'internal',
    says: 'The job ended unexpectedly: {cause}. Temporary files that it wrote in {folder} could not be removed ({problem}); they can be deleted. Images that were there before are sound.',
  },
  'job.not-ended': { code: 'in-use', says: 'The job {id} has not ended. Cancel it first.' },
  'job.not-started': {
    code: 'cancelled',
    says: 'Platter is closing, so the job was not started. Nothing was written.',
  },
  'rpc.unknown-method': { code: 'invalid-input', says: 'There is no method {method}.' },
  'rpc.closed': { code: 'internal', says: 'The connection to Platter is closed.' },
  'rpc.too-many-calls': {
    code: 'in-use',
    says: 'More than {limit} requests are open on this connection. Wait until some of them are answered.',
  },
  'rpc.too-large': {
    code: 'invalid-input',
    says: 'The request holds more than Platter looks at. Ask for less at a time.',
  },
  'rpc.malformed': { code: 'invalid-input', says: 'The message is not understood.' },
  'internal.unexpected': {
    code: 'internal',
    says: 'Something unexpected happened: {cause}. Nothing was replaced by it. Please report this.',
  },
} as const satisfies ErrorTable;
