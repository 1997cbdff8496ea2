import type { LanguageRules } from '../syntax';

const javascriptRoles = {
	program: 'descend',
	ERROR: 'descend',
	comment: 'comment',
	import_statement: 'import',
	export_statement: 'lead',
	decorator: 'prelude',
	class_declaration: 'scope',
	function_declaration: 'function',
	generator_function_declaration: 'function',
	method_definition: 'function',
	lexical_declaration: 'value',
	variable_declaration: 'value',
	expression_statement: 'call',
	pair: 'value',
	shorthand_property_identifier: 'line',
	spread_element: 'line',
} as const;

const shared = {
	bodies: ['class_body', 'statement_block'],
	functionValues: ['arrow_function', 'function_expression', 'generator_function'],
	objects: ['object'],
	values: {
		lexical_declaration: '',
		variable_declaration: '',
		variable_declarator: 'value',
		export_statement: 'value',
		expression_statement: '',
		assignment_expression: 'right',
		pair: 'value',
		call_expression: 'arguments',
		new_expression: 'arguments',
		await_expression: '',
		parenthesized_expression: '',
	},
	titles: ['string', 'template_string'],
} as const;

export const javascript: LanguageRules = {
	...shared,
	roles: { ...javascriptRoles, field_definition: 'value' },
	values: { ...shared.values, field_definition: 'value' },
};

export const typescript: LanguageRules = {
	...shared,
	bodies: [...shared.bodies, 'interface_body', 'enum_body', 'object_type'],
	roles: {
		...javascriptRoles,
		public_field_definition: 'value',
		abstract_class_declaration: 'scope',
		abstract_method_signature: 'line',
		method_signature: 'line',
		function_signature: 'function',
		interface_declaration: 'type',
		type_alias_declaration: 'type',
		enum_declaration: 'type',
		ambient_declaration: 'lead',
		module: 'scope',
		internal_module: 'scope',
		import_alias: 'import',
		index_signature: 'line',
	},
	values: {
		...shared.values,
		public_field_definition: 'value',
		as_expression: '',
		satisfies_expression: '',
	},
};
