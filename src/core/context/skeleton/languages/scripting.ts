import type { LanguageRules } from '../syntax';

export const python: LanguageRules = {
	bodies: ['block'],
	documentationStrings: true,
	roles: {
		module: 'descend',
		ERROR: 'descend',
		comment: 'comment',
		import_statement: 'import',
		import_from_statement: 'import',
		future_import_statement: 'import',
		decorated_definition: 'lead',
		decorator: 'prelude',
		class_definition: 'scope',
		function_definition: 'function',
		expression_statement: 'value',
		type_alias_statement: 'line',
	},
};

export const ruby: LanguageRules = {
	bodies: ['body_statement', 'block_body', 'do_block', 'block'],
	roles: {
		program: 'descend',
		ERROR: 'descend',
		body_statement: 'descend',
		comment: 'comment',
		module: 'scope',
		class: 'scope',
		singleton_class: 'scope',
		method: 'function',
		singleton_method: 'function',
		assignment: 'value',
		alias: 'line',
		call: 'call',
	},
	titles: ['string', 'constant', 'simple_symbol'],
};

export const php: LanguageRules = {
	bodies: ['declaration_list', 'enum_declaration_list', 'compound_statement'],
	roles: {
		program: 'descend',
		ERROR: 'descend',
		php_tag: 'line',
		comment: 'comment',
		attribute_list: 'prelude',
		namespace_definition: 'scope',
		namespace_use_declaration: 'import',
		class_declaration: 'scope',
		trait_declaration: 'scope',
		interface_declaration: 'scope',
		enum_declaration: 'scope',
		enum_case: 'line',
		use_declaration: 'line',
		const_declaration: 'value',
		property_declaration: 'value',
		function_definition: 'function',
		method_declaration: 'function',
	},
};
