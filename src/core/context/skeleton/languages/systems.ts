import type { LanguageRules } from '../syntax';

export const go: LanguageRules = {
	bodies: ['field_declaration_list', 'interface_type', 'block'],
	roles: {
		source_file: 'descend',
		ERROR: 'descend',
		comment: 'comment',
		package_clause: 'line',
		import_declaration: 'import',
		const_declaration: 'type',
		var_declaration: 'type',
		type_declaration: 'type',
		function_declaration: 'function',
		method_declaration: 'function',
	},
};

export const rust: LanguageRules = {
	bodies: ['declaration_list', 'field_declaration_list', 'enum_variant_list', 'block'],
	roles: {
		source_file: 'descend',
		ERROR: 'descend',
		line_comment: 'comment',
		block_comment: 'comment',
		attribute_item: 'prelude',
		use_declaration: 'import',
		extern_crate_declaration: 'import',
		mod_item: 'scope',
		foreign_mod_item: 'scope',
		impl_item: 'scope',
		trait_item: 'scope',
		struct_item: 'type',
		enum_item: 'type',
		union_item: 'type',
		type_item: 'line',
		associated_type: 'line',
		const_item: 'value',
		static_item: 'value',
		function_item: 'function',
		function_signature_item: 'function',
		macro_definition: 'value',
		macro_invocation: 'value',
	},
};

const cRoles = {
	translation_unit: 'descend',
	ERROR: 'descend',
	comment: 'comment',
	preproc_include: 'import',
	preproc_def: 'value',
	preproc_function_def: 'value',
	preproc_if: 'descend',
	preproc_ifdef: 'descend',
	preproc_else: 'descend',
	preproc_elif: 'descend',
	linkage_specification: 'scope',
	declaration_list: 'descend',
	declaration: 'line',
	type_definition: 'type',
	enum_specifier: 'type',
	union_specifier: 'type',
	function_definition: 'function',
} as const;

export const c: LanguageRules = {
	bodies: ['field_declaration_list', 'enumerator_list', 'compound_statement', 'declaration_list'],
	roles: { ...cRoles, struct_specifier: 'type' },
};

export const cpp: LanguageRules = {
	bodies: c.bodies,
	roles: {
		...cRoles,
		struct_specifier: 'scope',
		class_specifier: 'scope',
		namespace_definition: 'scope',
		template_declaration: 'lead',
		field_declaration: 'line',
		access_specifier: 'line',
		friend_declaration: 'line',
		using_declaration: 'line',
		alias_declaration: 'line',
		concept_definition: 'line',
	},
};
