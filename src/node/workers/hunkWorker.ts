import { HunkEngine } from '../edits/hunkEngine';
import { serve } from './serve';

/** A thread of its own for the hunks of large files: whoever types must not wait for a pack to be made. */
serve(new HunkEngine());
