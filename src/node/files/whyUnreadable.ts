import { errorMessage } from '../../core/common/errors';

/** Why a file or folder could not be read, in words for a person: without the code and the path that the system tells. */
export function whyUnreadable(error: unknown): string {
	switch ((error as NodeJS.ErrnoException).code) {
		case 'ENOENT':
		case 'ENOTDIR':
			return 'it is not there';
		case 'EACCES':
		case 'EPERM':
			return 'permission denied';
		case 'ELOOP':
			return 'it is a symbolic link, or leads in a circle';
		case 'EISDIR':
			return 'it is a folder';
		default:
			return errorMessage(error);
	}
}
