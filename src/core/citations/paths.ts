/** Extensions that make a bare word in prose a file's name; inside backticks any short one does. */
const commonExtensions = new Set(
	(
		'astro bash bat bazel c cc cfg cjs clj cljs cmake cmd cnf conf cpp cr cs cshtml csproj css csv cts cu cxx dart ' +
		'diff dockerfile edn ejs el elm env erb erl ex exs fish fs fsx gemspec glsl go gql gradle graphql groovy h haml ' +
		'hbs hcl hh hpp hrl hs htm html hxx ini ipynb java jl js json json5 jsonc jsx kt kts less lisp liquid lock lua m ' +
		'md mdx mjs mk ml mli mm mod mts nim nix njk patch php pl plist pm po prisma properties proto ps1 pug py pyi pyx ' +
		'r rake rb resx rkt rs rst s sass sbt scala scm scss sh sln snap sol sql styl sum svelte svg swift tcl tex tf ' +
		'tfvars toml ts tsv tsx twig txt v vala vb vcxproj vim vue wat wgsl xaml xml yaml yml zig zsh'
	).split(' '),
);

/** Files that are known by name, without an extension. */
const knownNames =
	/^(?:[A-Z][\w-]*file|BUILD|WORKSPACE|LICENSE|COPYING|README|CHANGELOG|CONTRIBUTING|CODEOWNERS|NOTICE|AUTHORS|VERSION|Kconfig|makefile|configure|gradlew|justfile)$/;

/** Endings of host names: `example.com:443` is no citation. */
const hostEndings = /\.(?:com|org|net|io|dev|local|localhost|internal|app|ai|cn|co)$/i;

/** Words with dots that look like files. */
const abbreviations = /^(?:e\.g|i\.e|a\.m|p\.m|vs\.c)$/i;

/**
 * Whether a word can be meant as a path.
 * @param quoted it stands in backticks or is the target of a link
 */
export function looksLikePath(word: string, quoted: boolean): boolean {
	if (!/\p{L}/u.test(word) || word.includes('//') || /^(?:www\.|@[\w-]+$)/.test(word)) {
		return false;
	}
	const name = word.slice(word.lastIndexOf('/') + 1);
	const hasFolder = name.length < word.length;
	if (name === '' || abbreviations.test(word) || knownNames.test(name)) {
		return name !== '' && !abbreviations.test(word);
	}
	if (/^\.\p{L}/u.test(name)) {
		return true;
	}
	const dot = name.lastIndexOf('.');
	const extension = dot > 0 ? name.slice(dot + 1) : '';
	if (extension === '') {
		return hasFolder && quoted && dot === -1;
	}
	if (!hasFolder && hostEndings.test(name)) {
		return false;
	}
	const plausible = /^\p{L}[\p{L}\p{N}_+-]{0,15}$/u.test(extension) || /^\d?[a-z]\w*$/i.test(extension);
	return plausible && (quoted || hasFolder || commonExtensions.has(extension.toLowerCase()));
}
