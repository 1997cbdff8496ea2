import type { Root } from 'hast';
import type { LanguageFn } from 'highlight.js';
import bash from 'highlight.js/lib/languages/bash';
import c from 'highlight.js/lib/languages/c';
import cpp from 'highlight.js/lib/languages/cpp';
import csharp from 'highlight.js/lib/languages/csharp';
import css from 'highlight.js/lib/languages/css';
import dart from 'highlight.js/lib/languages/dart';
import diff from 'highlight.js/lib/languages/diff';
import dockerfile from 'highlight.js/lib/languages/dockerfile';
import go from 'highlight.js/lib/languages/go';
import ini from 'highlight.js/lib/languages/ini';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import kotlin from 'highlight.js/lib/languages/kotlin';
import lua from 'highlight.js/lib/languages/lua';
import makefile from 'highlight.js/lib/languages/makefile';
import markdown from 'highlight.js/lib/languages/markdown';
import php from 'highlight.js/lib/languages/php';
import powershell from 'highlight.js/lib/languages/powershell';
import python from 'highlight.js/lib/languages/python';
import ruby from 'highlight.js/lib/languages/ruby';
import rust from 'highlight.js/lib/languages/rust';
import sql from 'highlight.js/lib/languages/sql';
import swift from 'highlight.js/lib/languages/swift';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';
import { createLowlight } from 'lowlight';

const languages: Readonly<Record<string, LanguageFn>> = {
	bash,
	c,
	cpp,
	csharp,
	css,
	dart,
	diff,
	dockerfile,
	go,
	ini,
	java,
	javascript,
	json,
	kotlin,
	lua,
	makefile,
	markdown,
	php,
	powershell,
	python,
	ruby,
	rust,
	sql,
	swift,
	typescript,
	xml,
	yaml,
};

/** Longer code is shown without colours: finding them would hold up the page. */
const longestCode = 60_000;

const lowlight = createLowlight(languages);

/** The language and the file of a fence's info string, as in ```` ```ts src/a.ts ````. */
export function fenceLabel(info: string | undefined): { readonly language: string; readonly label: string } {
	const label = (info ?? '').trim().slice(0, 200);
	const language = /^[^\s:{,]*/.exec(label)![0].toLowerCase();
	return { language, label };
}

/** Code as a tree of coloured spans, or undefined when it is better shown plain. */
export function highlight(code: string, language: string): Root | undefined {
	if (code.length > longestCode || !lowlight.registered(language)) {
		return undefined;
	}
	try {
		return lowlight.highlight(language, code);
	} catch {
		return undefined;
	}
}
