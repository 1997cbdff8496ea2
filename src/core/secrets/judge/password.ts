import { isMadeUp, isTemplate } from './madeUp';
import { isPublic } from './random';

/** Words that stand where a password would: in tests, lessons and defaults. */
const stockWords = new Set(
	(
		'password passwd passwort pass pwd passphrase passcode secret secrets token tokens key apikey credential credentials ' +
		'test testing tester tests admin administrator root user username users guest demo default foo bar baz foobar qux ' +
		'hello world helloworld example sample changeme changeit letmein welcome master login qwerty abc abcd abcdef ' +
		'dragon monkey shadow super hunter correct wrong invalid valid fake dummy mock mypassword mypass mysecret mytoken ' +
		'testpass testpassword testuser testsecret testtoken passw pw newpassword oldpassword new old my your the some any ' +
		'none null undefined true false empty string value text number object array function type field input label ' +
		'postgres postgresql mysql mariadb mongo mongodb redis rabbitmq rabbit minio minioadmin elastic vagrant docker ' +
		'oracle sa system public private local localhost server client service app application db database data dev ' +
		'keyboard cat alice bob carol john doe jane joe smith md sha base utf hash hashed encrypted plain plaintext ' +
		'required optional confirm confirmation current reset forgot minimum maximum length min max rule rules strong weak ' +
		'contraseña senha wachtwoord heslo hasło lösenord parola motdepasse kennwort пароль 密码 密碼 パスワード ' +
		'a b c d e x y z one two three first second third v id no yes on off'
	).split(' '),
);

/** Whether a value has the variety of a real password rather than of a word, an identifier, a phrase or code. */
export function looksLikePassword(value: string): boolean {
	if (value.length < 6 || value.length > 256 || /\s/.test(value)) {
		return false;
	}
	if (isTemplate(value) || isMadeUp(value) || isPublic(value)) {
		return false;
	}
	const classes = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((pattern) => pattern.test(value)).length;
	if (classes < 2 || !/[A-Za-z\u0080-\uffff]/.test(value) || isNamed(value) || isCode(value)) {
		return false;
	}
	// Only words and separators, or camel case: an identifier, a key of a translation, a file.
	if (!/\d/.test(value) && !/[!@#%^*+~?]/.test(value)) {
		return !/^[A-Za-z_.:/=-]+$/.test(value) || isSpelledAtRandom(value);
	}
	return !isStock(value);
}

/** Whether it is an obvious stand-in: a template, a stock word, or such words with digits and signs around them. */
export function isStock(value: string): boolean {
	// `p@ssw0rd` and the like are as good as the word.
	const plain = value
		.toLowerCase()
		.replace(/%40/g, '@')
		.replace(/[@4]/g, 'a')
		.replace(/0/g, 'o')
		.replace(/[$5]/g, 's')
		.replace(/3/g, 'e');
	const plainWords = plain.split(/[^\p{L}]+/u).filter((word) => word !== '');
	const words = value
		.replace(/([a-z])([A-Z])/g, '$1 $2')
		.toLowerCase()
		.split(/[^\p{L}]+/u)
		.filter((word) => word !== '');
	return [words, plainWords].some((list) => list.length > 0 && list.every((word) => isStockWord(word)));
}

function isStockWord(word: string): boolean {
	return stockWords.has(word) || (word.endsWith('s') && stockWords.has(word.slice(0, -1))) || isStockCompound(word);
}

/** `testpassword`, `mysecretkey`: two or three stock words in one. */
function isStockCompound(word: string, depth = 2): boolean {
	for (let length = 2; depth > 0 && length <= word.length - 2; length++) {
		const rest = word.slice(length);
		if (stockWords.has(word.slice(0, length)) && (stockWords.has(rest) || isStockCompound(rest, depth - 1))) {
			return true;
		}
	}
	return false;
}

/** A selector, a path, an address, a member, a version, a date: something with a name. */
function isNamed(value: string): boolean {
	return (
		/^(?:[#.]|--?)[A-Za-z][\w-]*/.test(value) ||
		/^(?:[\w-]+[./:])+[\w-]*[a-z]{3,}[\w-]*$/.test(value) ||
		/^[\w.+-]+@[\w-]+\.[a-z]{2,}$/i.test(value) ||
		/^\w+:\/\//.test(value) ||
		/^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(value) ||
		/^[a-z][a-z0-9]*(?:[_-][a-z]+\d{0,2})+$/.test(value) ||
		/^[a-z]+(?:[A-Z][a-z]+)+\d{0,2}$/.test(value) ||
		/^[\d.,:/-]+$/.test(value)
	);
}

function isCode(value: string): boolean {
	return /\(.*\)|\[.*\]|^\(|=>|\$\w|[{}]|&&|\|\||;$|^[\w.]+\($|\\[dwsbnu]|^\^|^<|>$|^[^\w]+$/.test(value);
}

/** Capitals in the middle of words, no vowels: `bTxKqWzP`. */
function isSpelledAtRandom(value: string): boolean {
	const letters = value.replace(/[^A-Za-z]/g, '');
	const changes = letters.match(/[a-z][A-Z]|[A-Z]{2}[a-z]/g)?.length ?? 0;
	return letters.length >= 12 && changes / letters.length >= 0.25;
}
