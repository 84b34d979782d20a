/* The functions that a program in C is made of; a program takes those that it calls. */

/* Take what has no finite value, in single precision, for missing. */
static double kept(double x)
{
    return fabs(x) <= LARGEST ? x : NAN;
}

/* Read a number, NAN where it is missing. */
static double number(double x)
{
    return kept(x);
}

/* Read a category, NULL where it is missing. */
static const char *word(const char *text)
{
    return text == NULL || *text == '\0' || strcmp(text, "(missing)") == 0 ? NULL : text;
}

/* Read `count` digits and move on behind them; -1 where there are fewer. */
static int digits(const char **at, int count)
{
    int number = 0;
    for (; count > 0; count--, (*at)++) {
        if (**at < '0' || **at > '9')
            return -1;
        number = 10 * number + (**at - '0');
    }
    return number;
}

/* Move on behind a mark, or tell by 0 that it is not there. */
static int passed(const char **at, char mark)
{
    return **at == mark ? ((*at)++, 1) : 0;
}

/* Days from 1970 to a day, NAN where there is no such day. The years begin in March here. */
static double day_number(int year, int month, int day)
{
    const int leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    const int last = month == 2 ? 28 + leap : 30 + ((month + (month >> 3)) & 1);
    const int from = month > 2 ? year : year - 1;
    if (year < 1 || month < 1 || month > 12 || day < 1 || day > last)
        return NAN;
    return 365.0 * from + from / 4 - from / 100 + from / 400 + (153 * ((month + 9) % 12) + 2) / 5
        + day - 719469;
}

/* Seconds since midnight, NAN where there is no such time. */
static double time_of_day(int hour, int minute, int second)
{
    const int fits = hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0
        && second < 60;
    return fits ? 3600.0 * hour + 60.0 * minute + second : NAN;
}

/* Read 14:30, 14:30:59 or 14:30:59.5; a fraction of a second is cut off. */
static double read_time(const char **at)
{
    const int hour = digits(at, 2), minute = passed(at, ':') ? digits(at, 2) : -1;
    const int precise = passed(at, ':'), second = precise ? digits(at, 2) : 0;
    if (precise && (passed(at, '.') || passed(at, ','))) {
        if (digits(at, 1) < 0)
            return NAN;
        while (**at >= '0' && **at <= '9')
            (*at)++;
    }
    return time_of_day(hour, minute, second);
}

/* Read what a zone is ahead of UTC: nothing, Z, +02, +0200, +02:00 or +02:00:30. */
static double read_zone(const char **at)
{
    int parts[] = {0, 0, 0};
    const int behind = **at == '-';
    if (passed(at, 'Z') || (!passed(at, '+') && !passed(at, '-')))
        return 0;
    parts[0] = digits(at, 2);
    for (int part = 1; part < 3 && (passed(at, ':') || (**at >= '0' && **at <= '9')); part++)
        parts[part] = digits(at, 2);
    return (behind ? -1 : 1) * time_of_day(parts[0], parts[1], parts[2]);
}

/* Read a date in ISO 8601 as its seconds since 1970, UTC without a zone; NAN for other text. */
static double date(const char *text)
{
    if (text == NULL)
        return NAN;
    const int year = digits(&text, 4);
    const int month = passed(&text, '-') ? digits(&text, 2) : 0;
    const int day = passed(&text, '-') ? digits(&text, 2) : 0;
    double seconds = 86400 * day_number(year, month, day);
    if (passed(&text, 'T') || passed(&text, ' ')) {
        seconds += read_time(&text);
        seconds -= read_zone(&text);
    }
    return *text == '\0' ? seconds : NAN;
}

static double plus(double a, double b)
{
    return kept(a + b);
}

static double minus(double a, double b)
{
    return kept(a - b);
}

static double times(double a, double b)
{
    return kept(a * b);
}

static double ratio(double a, double b)
{
    return kept(a / b);
}

/* 1 for yes, 0 for no, missing where one of the two is. */
static double either(double a, double b, int answer)
{
    return isnan(a) || isnan(b) ? NAN : answer;
}

static double less(double a, double b)
{
    return either(a, b, a < b);
}

static double at_most(double a, double b)
{
    return either(a, b, a <= b);
}

static double more(double a, double b)
{
    return either(a, b, a > b);
}

static double at_least(double a, double b)
{
    return either(a, b, a >= b);
}

static double equal(double a, double b)
{
    return either(a, b, a == b);
}

static double unequal(double a, double b)
{
    return either(a, b, a != b);
}

static double negative(double a)
{
    return kept(-a);
}

static double logarithm(double a)
{
    return a > 0 ? kept(log(a)) : NAN;
}

static double absolute(double a)
{
    return kept(fabs(a));
}

static double whole(double a)
{
    return kept(floor(a));
}

static double modulo(double a, double b)
{
    return minus(a, times(b, whole(ratio(a, b))));
}

static double least(double a, double b)
{
    return isnan(a) || isnan(b) ? NAN : kept(a < b ? a : b);
}

static double greatest(double a, double b)
{
    return isnan(a) || isnan(b) ? NAN : kept(a > b ? a : b);
}

/* The first where the condition is neither 0 nor missing, else the second. */
static double where(double condition, double a, double b)
{
    return kept(isnan(condition) || condition == 0 ? b : a);
}

/* The second where the first is missing. */
static double fill(double a, double b)
{
    return kept(isnan(a) ? b : a);
}

/* What a number adds to the sum. */
static double linear(double x, double center, double weight, double missing)
{
    return isnan(x) ? missing : (x - center) * weight;
}

/* What a category adds to the sum. */
static double level(const char *x, const struct level *table, double unseen, double missing)
{
    if (x == NULL)
        return missing;
    for (; table->name != NULL; table++)
        if (strcmp(x, table->name) == 0)
            return table->worth;
    return unseen;
}

/* What the bin that a number lies in adds to the sum: the first whose upper edge is above. */
static double binned(double x, const struct bin *table, double missing)
{
    if (isnan(x))
        return missing;
    while (x >= table->below)
        table++;
    return table->worth;
}

/* A number for the trees; a missing one is less than all. */
static double low(double x)
{
    return isnan(x) ? -INFINITY : x;
}

/* A number for the trees; a missing one is more than all. */
static double high(double x)
{
    return isnan(x) ? INFINITY : x;
}

/* 0 for a missing number, 1 for any other. */
static double known(double x)
{
    return isnan(x) ? 0 : 1;
}

/* 0 for a missing category, 1 for any other. */
static double named(const char *x)
{
    return x == NULL ? 0 : 1;
}

/* 0 for the category of this name, 1 for any other. */
static double differs(const char *x, const char *name)
{
    return x != NULL && strcmp(x, name) == 0 ? 0 : 1;
}

/* Add up the leaves of all trees: where slots[slot] <= threshold the next node follows, else node
   `no`. A leaf has the slot -1 and its value for a threshold, once for each value. */
static void forest(const double *slots, double *v)
{
    for (size_t tree = 0; tree < sizeof ROOTS / sizeof *ROOTS; tree++) {
        const struct node *at = NODES + ROOTS[tree];
        while (at->slot >= 0)
            at = slots[at->slot] <= at->threshold ? at + 1 : NODES + at->no;
        for (int output = 0; output < OUTPUTS; output++)
            v[output] += at[output].threshold;
    }
    for (int output = 0; output < OUTPUTS; output++)
        v[output] /= DIVISOR;
}

/* From a sum to a probability. */
static double logistic(double value, double center, double scale)
{
    const double z = (value - center) / scale;
    return 1 / (1 + exp(-fmax(-LARGEST_EXPONENT, fmin(z, LARGEST_EXPONENT))));
}

/* From sums to probabilities, in their place. */
static void softmax(double *v)
{
    double most = v[0], total = 0;
    for (int output = 1; output < OUTPUTS; output++)
        most = fmax(most, v[output]);
    for (int output = 0; output < OUTPUTS; output++) {
        v[output] = exp(fmax(v[output] - most, -LARGEST_EXPONENT));
        total += v[output];
    }
    for (int output = 0; output < OUTPUTS; output++)
        v[output] /= total;
}

/* From the logarithm of a number and 1 to that number. */
static double exponential(double value)
{
    return exp(fmin(value, LARGEST_EXPONENT)) - 1;
}
