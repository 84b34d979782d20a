"""How many connections the system lets a process have."""


def allow_open_files(count: int) -> None:
    """Raise the limit of open files to `count` as far as the system lets; a shell gives 1,024.

    A connection beyond it would be reset without a word in any log.
    """
    try:
        import resource
    except ImportError:
        # Windows has no such limit.
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = count if hard == resource.RLIM_INFINITY else min(count, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
