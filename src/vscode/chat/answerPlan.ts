import { planTurn, turnEdits, type TurnEdits, type TurnPlan } from '../../core/conversation/turnEdits';
import { NewFiles } from '../review/newFiles';
import type { ReviewService } from '../review/reviewService';
import { planOptions } from './answerDetails';
import type { ChatController } from './chatController';

/** Plans the open edits of a turn of the chat that is shown, as they are to be written. */
export async function planAnswer(
	controller: ChatController,
	review: ReviewService,
	turnId: string,
): Promise<{ readonly edits: TurnEdits; readonly plan: TurnPlan } | undefined> {
	const turn = controller.turn(turnId)?.turn;
	if (!turn) {
		return undefined;
	}
	const told = await controller.toldFiles(turn);
	const newFiles = new NewFiles();
	const edits = turnEdits(controller.conversation, turn);
	const options = {
		...planOptions(told, controller.secretValues),
		eol: (path: string) => newFiles.eol(path),
	};
	const readText = async (path: string) => {
		const text = await review.readText(path);
		if (text === undefined) {
			await newFiles.learn(path);
		}
		return text;
	};
	const plan = await planTurn(edits, readText, options, controller.places(turnId));
	return { edits, plan: { ...plan, files: plan.files.map((file) => newFiles.styled(file)) } };
}
