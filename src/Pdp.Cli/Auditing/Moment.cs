using System.CommandLine;
using System.CommandLine.Parsing;
using Pdp.Cli.CommandLine;
using Pdp.Language.Values;

namespace Pdp.Cli.Auditing;

/// <summary>A time on the command line: one of the clock's, or so long before the command runs.</summary>
/// <param name="At">The time; null: it is counted back.</param>
/// <param name="Ago">How long before now.</param>
internal sealed record Moment(Timestamp? At, TimeSpan Ago)
{
    /// <summary>An option whose value is one.</summary>
    public static Option<Moment?> Option(string name, string description) => new(name)
    {
        HelpName = "TIME",
        Description = description,
        CustomParser = Parse,
    };

    /// <summary>The time that it is.</summary>
    public Timestamp Of(TimeProvider clock) => At ?? Timestamp.From(clock.GetUtcNow() - Ago);

    private static Moment? Parse(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (CelText.ParseTimestamp(text) is { Kind: ValueKind.Timestamp } time) return new Moment(time.AsTimestamp, default);

        // a duration of CEL is at most some ten thousand years; no log is older than this
        if (CelText.ParseDuration(text) is { Kind: ValueKind.Duration, AsDurationNanos: >= 0 and < 100L * 365 * 24 * 3600 * 1_000_000_000 } duration)
            return new Moment(null, TimeSpan.FromTicks(duration.AsDurationNanos / TimeSpan.NanosecondsPerTick));
        result.AddError($"`{CommonOptions.NameOf(result)}`: expected a time such as `2026-03-02T10:00:00Z` or how long ago such as `15m`, got `{text}`");
        return null;
    }
}
