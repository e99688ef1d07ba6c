using System.Text.Json;
using Pdp.Cli.Diffing;
using Pdp.Engine.Decisions;

namespace Pdp.Cli.Auditing;

/// <summary>An answer as a record tells it, beside one that is made now.</summary>
internal static class RecordedAnswer
{
    /// <summary>Compares them; null: a caller sees no difference, as far as the record tells.</summary>
    public static Change? Compare(JsonElement record, Decision after)
    {
        var before = OutcomeOf(record.Text("decision"));
        if (before != after.Outcome) return Change.OfOutcomes(before, Because(record, before), after);

        // properties that are not told cannot be compared
        if (record.List("masked").Any()) return null;
        return Change.OfNotices(before, Because(record, before), after, Notices(record, "obligations"), Notices(record, "advice"));
    }

    private static Because Because(JsonElement record, Outcome outcome) => Diffing.Because.Of(
        outcome, [.. record.List("determining").Select(RecordText.Rule)], [.. record.List("errors").Select(RecordText.Error)]);

    private static NoticeText[] Notices(JsonElement record, string name) =>
        [.. record.List(name).Select(static notice => new NoticeText(notice.Text("id") ?? "", notice.At("properties")?.GetRawText() ?? "{}"))];

    private static Outcome OutcomeOf(string? word) => word switch
    {
        "PERMIT" => Outcome.Permit,
        "DENY" => Outcome.Deny,
        "NOT_APPLICABLE" => Outcome.NotApplicable,
        _ => Outcome.Indeterminate,
    };
}
