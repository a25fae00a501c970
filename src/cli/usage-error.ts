/** Something that the user has to put right before anything can be done. The command ends with 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Why a file could not be read or written, in the words of a person. */
export function reasonOf(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
      return 'there is no such file or directory';
    case 'EACCES':
    case 'EPERM':
      return 'there is no permission for it';
    case 'EISDIR':
      return 'it is a directory';
    case 'EEXIST':
    case 'ENOTDIR':
      return 'a part of its path is not a directory';
    case 'ENOSPC':
      return 'there is no space left';
    case 'EROFS':
      return 'the file system is read-only';
    case 'ELOOP':
      return 'its symbolic links lead in a circle';
    default:
      return (error as Error).message;
  }
}
