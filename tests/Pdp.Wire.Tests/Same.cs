using Pdp.Engine.Decisions;
using Pdp.Engine.Requests;
using Pdp.Language.Values;
using Xunit;

namespace Pdp.Wire.Tests;

/// <summary>Equality that also tells an int from a double, and looks at the order of members.</summary>
internal static class Same
{
    public static bool Requests(Request left, Request right) =>
        Entities(left.Subject, right.Subject) && left.Action.Name == right.Action.Name &&
        Maps(left.Action.Properties, right.Action.Properties) && Entities(left.Resource, right.Resource) &&
        Maps(left.Context, right.Context);

    public static bool Values(in Value left, in Value right)
    {
        if (left.Kind != right.Kind) return false;
        switch (left.Kind)
        {
            case ValueKind.List:
                var (a, b) = (left.AsList!, right.AsList!);
                if (a.Count != b.Count) return false;
                for (var i = 0; i < a.Count; i++)
                {
                    if (!Values(a[i], b[i])) return false;
                }

                return true;
            case ValueKind.Map:
                return Maps((StringMap)left.AsMap!, (StringMap)right.AsMap!);
            default:
                return ValueEquality.AreEqual(left, right);
        }
    }

    /// <summary>Fails where two answers differ in anything that they tell.</summary>
    public static void Decisions(Decision expected, Decision actual)
    {
        Assert.Equal(expected.Outcome, actual.Outcome);
        Assert.Equal(expected.Value, actual.Value);
        Assert.Equal(expected.Status, actual.Status);
        Assert.Equal(expected.Revision, actual.Revision);
        Assert.Equal(expected.Determining, actual.Determining);
        Assert.Equal(expected.Errors, actual.Errors);
        Assert.Equal(expected.Misfits, actual.Misfits);
        Assert.Equal(expected.Shadows, actual.Shadows);
        Notices(expected.Obligations, actual.Obligations);
        Notices(expected.Advice, actual.Advice);
    }

    private static void Notices(IReadOnlyList<Notice> expected, IReadOnlyList<Notice> actual)
    {
        Assert.Equal(expected.Select(static n => n.Id), actual.Select(static n => n.Id));
        foreach (var (left, right) in expected.Zip(actual))
        {
            Assert.True(Maps(left.Properties, right.Properties), $"{left.Id}: {Text(left)}, {Text(right)}");
        }

        static string Text(Notice notice) => CelText.ToLiteral(Value.From((CelObject)notice.Properties));
    }

    private static bool Entities(Entity left, Entity right) =>
        left.Type == right.Type && left.Id == right.Id && Maps(left.Properties, right.Properties);

    private static bool Maps(StringMap left, StringMap right)
    {
        if (left.Count != right.Count) return false;
        for (var i = 0; i < left.Count; i++)
        {
            if (left.Entries[i].Key != right.Entries[i].Key || !Values(left.Entries[i].Value, right.Entries[i].Value)) return false;
        }

        return true;
    }
}
