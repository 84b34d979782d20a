#ifdef SLIPWAY_MAIN
/* To try it: rows on standard input, scores on standard output. Every field ends with a NUL, a
   number may be "nan", and an empty field ends each row. */
#include <stdio.h>
#include <stdlib.h>
#define FIELDS $fields

/* Everything on standard input, ended by as many NULs as a row has fields. */
static char *read_rows(size_t *size)
{
    size_t room = 1 << 16;
    char *rows = NULL, *larger;
    *size = 0;
    while ((larger = realloc(rows, room + FIELDS)) != NULL) {
        rows = larger;
        *size += fread(rows + *size, 1, room - *size, stdin);
        if (*size < room) {
            memset(rows + *size, 0, FIELDS);
            return rows;
        }
        room *= 2;
    }
    free(rows);
    return NULL;
}

static char *field(char **at)
{
    char *found = *at;
    *at += strlen(found) + 1;
    return found;
}

int main(void)
{
    size_t size;
    char *rows = read_rows(&size), *at = rows;
    if (rows == NULL) {
        fputs("the rows do not fit into memory\n", stderr);
        return 1;
    }
    while (at < rows + size) {
        struct row row = {0};
$read
        field(&at);
        const struct score result = score(&row);
$write
    }
    free(rows);
    return 0;
}
#endif
