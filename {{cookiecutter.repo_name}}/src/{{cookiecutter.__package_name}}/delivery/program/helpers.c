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
