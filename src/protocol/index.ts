export * from './messages';
export * from './messenger';
export * from './usage';
export * from './views';
export {
	formatBytes,
	formatClock,
	formatCount,
	formatMoney,
	formatSeconds,
	formatShare,
	formatTokens,
	plural,
} from '../core/common/format';
