import path from 'node:path';
import { ensureHost } from '../../../scripts/lib/host.mjs';
import { root } from '../../../scripts/lib/paths.mjs';
import { startServer, type Server } from '../../../scripts/lib/server.mjs';
import { simulatorEnvironment, startSimulator } from '../../../scripts/lib/simulator.mjs';
import { copyWorkspace, temporaryFolder } from '../../../scripts/lib/workspace.mjs';
import { sharedBrowser } from './browser.js';
import { openSession, type Session, type SessionOptions } from './session.js';

/** What a session may ask of the server it runs on. */
export interface ServerNeeds {
	/** Added to the environment of the extension host. */
	readonly env?: Readonly<Record<string, string>>;
	/** Whether VS Code asks if the folder is to be trusted. */
	readonly workspaceTrust?: boolean;
}

/** The browser, the simulator and the servers that all sessions of one run share. */
export interface Stage {
	/** The address of the simulator's API. */
	readonly simulator: string;
	/** Opens VS Code with Longview on a folder of its own. */
	open(options?: SessionOptions & ServerNeeds): Promise<Session>;
}

/**
 * Starts what all sessions of one run share; all of it ends with the process.
 * @param scale Device pixels for each CSS pixel; pictures are sharper with two.
 */
export async function openStage(scale = 1): Promise<Stage> {
	const host = await ensureHost();
	const browser = await sharedBrowser();
	const context = await browser.newContext({
		deviceScaleFactor: scale,
		reducedMotion: 'reduce',
		permissions: ['clipboard-read', 'clipboard-write'],
	});
	const simulator = await startSimulator();
	const servers = new Map<string, Promise<Server>>();

	const serverFor = ({ env = {}, workspaceTrust = false }: ServerNeeds): Promise<Server> => {
		const key = JSON.stringify([env, workspaceTrust]);
		const start = async (): Promise<Server> =>
			startServer({
				host,
				dataFolder: await temporaryFolder('server'),
				env: { ...simulatorEnvironment(simulator.baseUrl), ...env },
				workspaceTrust,
			});
		const server = servers.get(key) ?? start();
		servers.set(key, server);
		return server;
	};

	return {
		simulator: simulator.baseUrl,
		async open({ env, workspaceTrust, ...options } = {}) {
			const server = await serverFor({ ...(env && { env }), ...(workspaceTrust && { workspaceTrust }) });
			const folder = options.workspace === 'none' ? undefined : await copyWorkspace(options.workspace ?? 'workspace');
			return openSession({ context, server, folder, extension: path.resolve(root), options });
		},
	};
}
