# `make` alone lists the commands. Everything works from a fresh clone: what is missing is prepared first.
PYTHON ?= python3
BIN := .venv/bin
PYTEST := $(BIN)/pytest -n 2
# Compiled modules are kept even where the machine asks for none: each check starts dozens of our processes.
unexport PYTHONDONTWRITEBYTECODE
FAST := not browser and not slow and not walk

.DEFAULT_GOAL := help
.PHONY: help read static template test-spid test-walk run demo test check format lock shots lint types contracts migrations test-sqlite test-postgresql \
	test-browser test-slow test-slow-sqlite test-slow-postgresql bench bench-library bench-forum bench-helpdesk bench-questionnaires bench-sua bench-memberships bench-search bench-portal bench-lighthouse security dev

help: ## questo elenco
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18 | sed 's/^/  make /'

run: ## prepara tutto e avvia la piattaforma (PORT=8000, DATABASE_URL=…, DEMO=0 senza contenuti dimostrativi)
	@$(PYTHON) scripts/run.py

demo: dev ## ricarica i contenuti dimostrativi nella base dati
	$(BIN)/python manage.py load_demo

test: dev ## prove veloci su SQLite; dice in una riga che cosa ha lasciato fuori
	$(PYTEST) -m "$(FAST)"

check: read test-sqlite test-postgresql test-walk test-browser test-slow ## tutto ciò che verifica la CI

# Neither fills two processors by itself.
read: dev
	@$(MAKE) --no-print-directory -j2 -O static test-spid
static: lint types contracts migrations security

lint: dev ## forma di Python e dei modelli di pagina, errori comuni
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/djlint --lint --quiet pico

types: dev ## tipi (mypy)
	$(BIN)/mypy

contracts: dev ## chi può importare chi (import-linter)
	$(BIN)/lint-imports

migrations: dev ## le migrazioni corrispondono ai modelli e hanno un nome
	DJANGO_SETTINGS_MODULE=pico.config.settings.test $(BIN)/python manage.py makemigrations --check --dry-run

test-sqlite: dev ## prove su SQLite
	$(PYTEST) -m "$(FAST)"

test-postgresql: dev ## le stesse prove su un PostgreSQL usa e getta, tranne quelle che non chiedono una base dati
	$(BIN)/python scripts/postgres.py -- $(PYTEST) -m "$(FAST)"

test-walk: dev ## ogni indirizzo per ogni persona (tests/access_matrix.csv), ogni risposta di un gestore, ogni genere di file
	$(PYTEST) -m walk

test-browser: dev ## prove in Chromium: accessibilità, CSP, percorsi completi
	$(PYTEST) tests/e2e -m browser

# Migrated once, for these and for all that come after.
template: dev
	@$(BIN)/python -W ignore scripts/template.py

test-spid: template ## SPID e CIE con lo strumento di AgID (spid-sp-test), senza rete
	@$(PYTHON) scripts/spid_sp_test.py

test-slow: dev ## interruzioni brusche, invii paralleli, mille mondi a caso: su SQLite e su PostgreSQL
	@$(MAKE) --no-print-directory -j2 -O test-slow-sqlite test-slow-postgresql

# Much of these is waiting: side by side on both databases.
test-slow-sqlite: dev
	$(BIN)/pytest -m "slow and not browser"
test-slow-postgresql: dev
	$(BIN)/python scripts/postgres.py -- $(BIN)/pytest -m "slow and not browser"

security: dev ## bandit, e le impostazioni di esercizio senza avvisi
	$(BIN)/bandit -q -ll -r pico
	PICO_SECRET_KEY=$$(head -c 60 /dev/urandom | base64 -w0) PICO_DOMAIN=pico.example \
		PICO_FIELD_KEYS=$$(head -c 32 /dev/urandom | base64 -w0 | tr '+/' '-_') \
		PICO_HASH_KEY=$$(head -c 40 /dev/urandom | base64 -w0) \
		DJANGO_SETTINGS_MODULE=pico.config.settings.prod \
		$(BIN)/python manage.py check --deploy --fail-level WARNING

bench: dev ## misure di prestazione (bench/)
	$(BIN)/python bench/run.py

bench-library: dev ## una libreria di 5.000 documenti su 10 livelli, su SQLite e su PostgreSQL
	$(BIN)/python -W ignore bench/library.py
	$(BIN)/python scripts/postgres.py -- $(BIN)/python -W ignore bench/library.py

bench-forum: dev ## un forum di 100.000 interventi in 10.000 discussioni, su SQLite e su PostgreSQL
	$(BIN)/python -W ignore bench/forum.py
	$(BIN)/python scripts/postgres.py -- $(BIN)/python -W ignore bench/forum.py

bench-helpdesk: dev ## uno sportello con 50.000 richieste e 5.000 domande frequenti, su SQLite e su PostgreSQL
	$(BIN)/python -W ignore bench/helpdesk.py
	$(BIN)/python scripts/postgres.py -- $(BIN)/python -W ignore bench/helpdesk.py

bench-sua: dev ## 10.000 gare di una Provincia con 94 Comuni, su SQLite e su PostgreSQL
	$(BIN)/python -W ignore bench/sua.py
	$(BIN)/python scripts/postgres.py -- $(BIN)/python -W ignore bench/sua.py

bench-questionnaires: dev ## una rilevazione a 8.000 enti con 5.000 risposte, su SQLite e su PostgreSQL
	$(BIN)/python -W ignore bench/questionnaires.py
	$(BIN)/python scripts/postgres.py -- $(BIN)/python -W ignore bench/questionnaires.py

bench-memberships: dev ## diritti ed elenchi di persone con 200.000 appartenenze, su SQLite e su PostgreSQL
	$(BIN)/python -W ignore bench/memberships.py
	$(BIN)/python scripts/postgres.py -- $(BIN)/python -W ignore bench/memberships.py

bench-search: dev ## l'indice di ricerca con 50.000 voci, su SQLite e su PostgreSQL
	$(BIN)/python bench/search.py
	$(BIN)/python scripts/postgres.py -- $(BIN)/python bench/search.py

bench-portal: dev ## le pagine pubbliche con 92 siti e 4.000 notizie, su SQLite e su PostgreSQL
	$(BIN)/python -W ignore bench/portal.py
	$(BIN)/python scripts/postgres.py -- $(BIN)/python -W ignore bench/portal.py

bench-lighthouse: dev ## Lighthouse (telefono) sulle pagine pubbliche della demo; chiede Chromium e npm
	$(BIN)/python bench/lighthouse.py

shots: dev ## immagini delle pagine principali in build/shots
	$(BIN)/python scripts/shots.py

format: dev ## rimette in forma il codice
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

LOCK := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
	--no-annotate --no-header --no-strip-extras --python-version 3.11
lock: dev ## blocca le versioni di requirements/*.in e package.json
	$(LOCK) requirements/base.in -o requirements/base.txt
	$(LOCK) requirements/dev.in -o requirements/dev.txt -c requirements/base.txt
	$(LOCK) requirements/node.in -o requirements/node.txt
	npm install --package-lock-only --ignore-scripts

dev:
	@$(PYTHON) scripts/prepare.py dev
