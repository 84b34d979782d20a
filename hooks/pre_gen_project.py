"""Check the answers before a file is written: one line for each problem, and what would do."""
import keyword
import os
import sys

# Rendered as a Python literal, so that no answer can end a string and run as code.
ANSWERS = {{ dict(cookiecutter) | pprint }}  # noqa: E201, E202, F821

CHOICES = {
    "problem": ("credit", "houses"),
    "data_remote": ("local", "s3", "gs", "azure", "ssh"),
    "ci": ("github", "gitlab", "none"),
    "license": ("MIT", "BSD-3-Clause", "Apache-2.0", "proprietary"),
}
FREE_TEXTS = ("project_name", "description", "author_name")
LONGEST_TEXT = 200
LONGEST_NAME = 40
LETTERS = "abcdefghijklmnopqrstuvwxyz"
# A package of this name would hide the library, or pip would take the project for it.
LIBRARIES = frozenset(
    """
    adbc_driver_duckdb adlfs aiobotocore aiohappyeyeballs aiohttp aiohttp_retry aioitertools
    aiosignal amqp annotated_doc annotated_types antlr4 antlr4_python3_runtime anyio appdirs
    appnope argcomplete asttokens asyncssh atpublic attr attrs azure_core azure_identity
    azure_storage_blob bcrypt beautifulsoup4 billiard bleach bokeh botocore bs4 cachetools
    celery certifi cffi charset_normalizer click click_didyoumean click_plugins click_repl
    cloudpickle colorama comm configobj contourpy cryptography cycler dask dateutil debugpy
    decorator defusedxml dictdiffer diskcache distlib distributed distro dotenv dpath duckdb
    dulwich dvc dvc_azure dvc_data dvc_gs dvc_http dvc_objects dvc_render dvc_s3 dvc_ssh
    dvc_studio_client dvc_task editables entrypoints et_xmlfile executing fastapi
    fastjsonschema filelock flake8 flatbuffers flatten_dict flufl flufl_lock fonttools
    frozenlist fsspec funcy gcsfs git gitdb gitpython google google_api_core google_auth
    google_auth_oauthlib google_cloud_core google_cloud_storage google_cloud_storage_control
    google_crc32c google_resumable_media googleapis_common_protos grandalf grpc_google_iam_v1
    grpcio grpcio_status gto h11 hatchling httptools hydra hydra_core idna importlib_metadata
    iniconfig ipykernel ipykernel_launcher ipython ipython_pygments_lexers isodate
    iterative_telemetry jedi jinja2 jmespath jnius jnius_config joblib jpmml_evaluator jpype
    jpype1 jsonschema jsonschema_specifications jupyter jupyter_client jupyter_core
    jupyterlab_pygments kiwisolver knack kombu lazy_importer locket markdown_it markdown_it_py
    markupsafe matplotlib matplotlib_inline mccabe mdurl mistune ml_dtypes mpl_toolkits msal
    msal_extensions msgpack msgspec multidict narwhals nbclient nbconvert nbformat
    nest_asyncio2 networkx numpy oauthlib omegaconf onnx onnxruntime openpyxl
    opentelemetry_api orjson packaging pandas pandocfilters papermill parso partd pathspec
    pexpect pil pillow pip platformdirs pluggy prettytable prometheus_client prompt_toolkit
    propcache proto_plus protobuf psutil psycopg psycopg_binary ptyprocess public pure_eval py
    py4j pyarrow pyasn1 pyasn1_modules pycodestyle pycparser pydantic pydantic_core
    pydantic_settings pydevd_plugins pydot pyflakes pygit2 pygments pygtrie pyjnius pyjwt
    pylab pymysql pyparsing pypdf pyproject_api pyspark pytest python_dateutil
    python_discovery python_dotenv pywin32 pyyaml pyzmq referencing reportlab requests
    requests_oauthlib rich rpds rpds_py ruamel ruamel_yaml s3fs scikit_learn scipy scmrepo
    semver setup_sdist setuptools shortuuid shtab six sklearn skops smmap sortedcontainers
    soupsieve sqlalchemy sqlglot sqltrie sshfs stack_data starlette tabulate tblib tenacity
    threadpoolctl tinycss2 tomli_w tomlkit toolz tornado tox tox_uv tox_uv_bare tox_uv_meta
    tqdm traitlets trove_classifiers typing_extensions typing_inspection tzdata tzlocal
    urllib3 uv uvicorn uvloop validate vine virtualenv voluptuous wcwidth webencodings wheel
    wrapt xlsxwriter xyzservices yaml yarl zc zc_lockfile zict zipp zmq
    """.split()
)
# Python does not count its package of this name among its modules.
STDLIB = {"test", *getattr(sys, "stdlib_module_names", ())}
# Python would take the project for a module that its tests import by this name.
HELPERS = frozenset("agreement asgi bent_bodies browser clusters conftest dated documents fitted "
                    "gateway golden hand_made http_files processes raw_table samples scorecards "
                    "sql_runs".split())
# Where such a folder is there already, cookiecutter deletes what is in it.
COPIED_WHOLE = ("deploy", "docs", "notebooks", "tests")
FOLDERS = frozenset("benchmarks build data deploy dist docs logs models notebooks references "
                    "reports src tests".split())


def check_repo_name(name):
    """Return what is wrong with the folder's and package's name, or None."""
    package = name.replace("-", "_")
    wish = "use lower-case letters, digits, _ and -, such as 'credit_risk'"
    if not name:
        return f"is empty; {wish}"
    if name[0] not in LETTERS:
        return f"must start with a letter from a to z; {wish}"
    strange = sorted(set(name) - set(LETTERS + "0123456789_-"))
    if strange:
        return f"may not hold {', '.join(map(repr, strange))}; {wish}"
    if name[-1] in "_-":
        return f"must end with a letter or a digit; {wish}"
    if len(name) > LONGEST_NAME:
        return f"has {len(name)} characters; {LONGEST_NAME} at most will do"
    if keyword.iskeyword(package) or package in keyword.softkwlist:
        return f"is a word of the Python language; add a word, such as '{name}_model'"
    if package in STDLIB:
        return f"is a module of Python's own library; add a word, such as '{name}_model'"
    if package in LIBRARIES:
        return f"is a library that the project uses; add a word, such as '{name}_model'"
    if package in HELPERS:
        return f"is a module of the project's tests; add a word, such as '{name}_model'"
    if package in FOLDERS:
        return f"is a folder inside the project; add a word, such as '{name}_model'"
    return None


def check_text(text):
    """Return what is wrong with a free text that lands in TOML, Markdown and LICENSE, or None."""
    if not text.strip():
        return "is empty; write a few words"
    if len(text) > LONGEST_TEXT:
        return f"has {len(text)} characters; {LONGEST_TEXT} at most will do"
    for character in text:
        code = ord(character)
        # Control characters, line and paragraph separators, halves of surrogate pairs.
        if (code < 32 or 127 <= code < 160 or code in (0x2028, 0x2029)
                or 0xD800 <= code <= 0xDFFF):
            return f"may not hold {character!a} (a control character); write one plain line"
    for mark in ("{{ '{{' }}", "{{ '{%' }}", "{{ '{#' }}"):
        if mark in text:
            return f"may not hold '{mark}', which templates use; leave it out"
    return None


def find_problems(answers):
    """Return a line for each answer that will not do."""
    problems = []
    for name, choices in CHOICES.items():
        if answers[name] not in choices:
            problems.append(f"{name} {answers[name]!r} is unknown; take one of: "
                            f"{', '.join(choices)}")
    for name in FREE_TEXTS:
        problem = check_text(answers[name])
        if problem:
            problems.append(f"{name} {problem}")
    problem = check_repo_name(answers["repo_name"])
    if problem:
        problems.append(f"repo_name {answers['repo_name']!r} {problem}")
    elif answers["__package_name"] != answers["repo_name"].replace("-", "_"):
        problems.append("__package_name follows from repo_name; leave it out of your answers")
    task = "classification" if answers["problem"] == "credit" else "regression"
    if answers["__task"] != task:
        problems.append("__task follows from problem; leave it out of your answers")
    return problems


if os.path.exists("params.yaml"):
    sys.exit(f"cookiecutter: {os.getcwd()} holds a project already; choose another repo_name, or "
             "bring that project up to date with `cruft update`")
LOST = [name for name in COPIED_WHOLE if os.path.isdir(name) and os.listdir(name)]
if LOST:
    sys.exit(f"cookiecutter: {os.getcwd()} holds {', '.join(LOST)}, which a new project would "
             "replace with all that is in there; move that away, or choose another repo_name")
PROBLEMS = find_problems({name: str(answer) for name, answer in ANSWERS.items()})
for line in PROBLEMS:
    print(f"cookiecutter: {line}", file=sys.stderr)
if PROBLEMS:
    sys.exit(1)
