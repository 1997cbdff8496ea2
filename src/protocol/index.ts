export * from './messages';
export * from './messenger';
export * from './views';
export { formatCount, formatMoney, formatSeconds, formatTokens, plural } from '../core/common/format';
