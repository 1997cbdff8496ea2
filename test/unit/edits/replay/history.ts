/** Lines of a text, all but the first and the last, which are for the eye. */
function text(lines: string): string {
	return lines.replace(/^\n/, '').replace(/\n\t*$/, '\n');
}

/** Versions of small files as a project writes them, oldest first. */
export const history: Record<string, readonly string[]> = {
	'src/queue.ts': [
		text(`
export class Queue<T> {
	private items: T[] = [];

	push(item: T): void {
		this.items.push(item);
	}

	pop(): T | undefined {
		return this.items.shift();
	}

	clear(): void {
		this.items = [];
	}
}
`),
		text(`
/** First in, first out. It's "fair" - nobody waits for ever. */
export class Queue<T> {
	private items: T[] = [];

	push(item: T): void {
		this.items.push(item);
	}

	pop(): T | undefined {
		return this.items.shift();
	}

	get size(): number {
		return this.items.length;
	}

	clear(): void {
		this.items.length = 0;
	}
}
`),
		text(`
/** First in, first out. It's "fair" - nobody waits for ever. */
export class Queue<T> {
	readonly #items: T[] = [];

	push(...items: T[]): void {
		this.#items.push(...items);
	}

	pop(): T | undefined {
		return this.#items.shift();
	}

	get size(): number {
		return this.#items.length;
	}

	clear(): void {
		this.#items.length = 0;
	}
}
`),
	],
	'app/models.py': [
		text(`
class User:
    def __init__(self, name):
        self.name = name

    def greet(self):
        if self.name:
            return "Hello " + self.name
        return "Hello"

    def save(self):
        with open(self.path) as handle:
            handle.write(self.name)
`),
		text(`
class User:
    def __init__(self, name, email=None):
        self.name = name
        self.email = email

    def greet(self):
        if self.name:
            return f"Hello {self.name}"
        return "Hello"

    def save(self):
        with open(self.path, "w") as handle:
            for part in (self.name, self.email):
                handle.write(part or "")
`),
		text(`
from dataclasses import dataclass


@dataclass
class User:
    name: str
    email: str | None = None

    def greet(self):
        return f"Hello {self.name}" if self.name else "Hello"

    def save(self):
        with open(self.path, "w") as handle:
            for part in (self.name, self.email):
                handle.write(part or "")
`),
	],
	'server/routes.go': [
		text(`
func register(mux *http.ServeMux) {
	mux.HandleFunc("/users", func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet {
			http.Error(w, "method", 405)
			return
		}
		list(w)
	})
	mux.HandleFunc("/teams", func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet {
			http.Error(w, "method", 405)
			return
		}
		teams(w)
	})
}
`),
		text(`
func register(mux *http.ServeMux) {
	mux.HandleFunc("GET /users", func(w http.ResponseWriter, r *http.Request) {
		list(w)
	})
	mux.HandleFunc("/teams", func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet {
			http.Error(w, "method", http.StatusMethodNotAllowed)
			return
		}
		teams(w)
	})
	mux.HandleFunc("GET /health", health)
}
`),
		text(`
func register(mux *http.ServeMux) {
	mux.HandleFunc("GET /users", list)
	mux.HandleFunc("GET /teams", teams)
	mux.HandleFunc("GET /health", health)
}
`),
	],
	'config/settings.yml': [
		text(`
default:
  host: localhost
  port: 80
  retries: 3
staging:
  host: staging
  port: 80
  retries: 3
production:
  host: prod
  port: 80
  retries: 3
`),
		text(`
default:
  host: localhost
  port: 8080
  retries: 3
staging:
  host: staging
  port: 80
  retries: 3
production:
  host: prod
  port: 443
  retries: 5
  tls: true
`),
		text(`
default:
  host: localhost
  port: 8080
  retries: 3
staging:
  host: staging
  port: 443
  retries: 5
  tls: true
production:
  host: prod
  port: 443
  retries: 5
  tls: true
`),
	],
	'docs/guide.md': [
		text(`
# Guide

Install it - then run it:

\`\`\`sh
npm install
npm start
\`\`\`

It's that "simple"...

Questions
=======

Ask.
`),
		text(`
# Guide

Install it - then run it:

\`\`\`sh
npm ci
npm start -- --open
\`\`\`

It's that "simple"...

Questions
=======

Ask in the forum.
`),
		text(`
# Guide

You need Node 20 or newer.

Install it - then run it:

\`\`\`sh
npm ci
npm start -- --open
\`\`\`

Questions
=======

Ask in the forum.
`),
	],
	'lib/parse.rb': [
		text(`
module Parse
  def self.call(text)
    lines = text.split("\\n")
    lines.each do |line|
      next if line.empty?
      yield line
    end
  end

  def self.count(text)
    total = 0
    call(text) { total += 1 }
    total
  end
end
`),
		text(`
module Parse
  def self.call(text)
    return enum_for(:call, text) unless block_given?

    text.each_line(chomp: true) do |line|
      next if line.strip.empty?
      yield line
    end
  end

  def self.count(text)
    call(text).count
  end
end
`),
	],
	'styles/main.css': [
		text(`
.button {
  color: red;
  padding: 4px;
}

.link {
  color: red;
  padding: 0;
}
`),
		text(`
:root {
  --accent: red;
}

.button {
  color: var(--accent);
  padding: 4px;
}

.link {
  color: var(--accent);
  padding: 0;
}
`),
		text(`
:root {
  --accent: #c00;
  --space: 4px;
}

.button {
  color: var(--accent);
  padding: var(--space);
}

.link {
  color: var(--accent);
}
`),
	],
};
