import { workerData } from 'node:worker_threads';
import { createServices } from '../workspace/createPackService';
import { DirectEngine } from '../workspace/directEngine';
import type { WorkerSettings } from './messages';
import { packCodec } from './packMessage';
import { serve } from './serve';

/** The worker thread: everything that reads many files or counts tokens, so that the caller's thread stays free. */
serve(new DirectEngine(createServices(workerData as WorkerSettings)), packCodec);
