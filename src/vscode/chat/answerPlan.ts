import { planTurn, turnEdits, type TurnEdits, type TurnPlan } from '../../core/conversation/turnEdits';
import { NewFiles } from '../review/newFiles';
import type { ReviewService } from '../review/reviewService';
import { planOptions } from './answerDetails';
import type { ShownAnswers } from './shownAnswers';

/** Plans the open edits of a turn of the chat that is shown, as they are to be written. */
export async function planAnswer(
	answers: ShownAnswers,
	review: ReviewService,
	turnId: string,
): Promise<{ readonly edits: TurnEdits; readonly plan: TurnPlan } | undefined> {
	const turn = answers.turn(turnId)?.turn;
	if (!turn) {
		return undefined;
	}
	const told = await answers.toldFiles(turn);
	const newFiles = new NewFiles();
	const edits = turnEdits(answers.conversation, turn);
	const options = {
		...planOptions(told, answers.secretValues),
		eol: (path: string) => newFiles.eol(path),
	};
	const readText = async (path: string) => {
		const text = await review.readText(path);
		if (text === undefined) {
			await newFiles.learn(path);
		}
		return text;
	};
	const plan = await planTurn(edits, readText, options, answers.places(turnId));
	return { edits, plan: { ...plan, files: plan.files.map((file) => newFiles.styled(file)) } };
}
