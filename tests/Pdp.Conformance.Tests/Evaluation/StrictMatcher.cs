using Pdp.Language.Values;

namespace Pdp.Conformance.Tests.Evaluation;

/// <summary>
/// Whether a value is the expected one to the bit: 1 is not 1u, −0.0 is not 0.0, any NaN is NaN, maps have no order.
/// CEL's own equality would let the wrong type or sign pass.
/// </summary>
internal static class StrictMatcher
{
    public static bool Matches(in Value expected, in Value actual)
    {
        if (expected.Kind != actual.Kind) return false;
        return expected.Kind switch
        {
            ValueKind.Null => true,
            ValueKind.Bool => expected.AsBool == actual.AsBool,
            ValueKind.Int => expected.AsInt == actual.AsInt,
            ValueKind.Uint => expected.AsUint == actual.AsUint,
            ValueKind.Double => SameDouble(expected.AsDouble, actual.AsDouble),
            ValueKind.String => string.Equals(expected.AsString, actual.AsString, StringComparison.Ordinal),
            ValueKind.Bytes => expected.AsBytes!.Span.SequenceEqual(actual.AsBytes!.Span),
            ValueKind.Duration => expected.AsDurationNanos == actual.AsDurationNanos,
            ValueKind.Timestamp => expected.AsTimestamp == actual.AsTimestamp,
            ValueKind.Type => expected.AsType!.Type.Name == actual.AsType!.Type.Name,
            ValueKind.List => SameList(expected.AsList!, actual.AsList!),
            ValueKind.Map => SameMap(expected.AsMap!, actual.AsMap!),
            _ => false,
        };
    }

    private static bool SameDouble(double expected, double actual) =>
        double.IsNaN(expected)
            ? double.IsNaN(actual)
            : BitConverter.DoubleToInt64Bits(expected) == BitConverter.DoubleToInt64Bits(actual);

    private static bool SameList(CelList expected, CelList actual)
    {
        if (expected.Count != actual.Count) return false;
        for (var i = 0; i < expected.Count; i++)
            if (!Matches(expected[i], actual[i])) return false;
        return true;
    }

    private static bool SameMap(CelMap expected, CelMap actual)
    {
        if (expected.Count != actual.Count) return false;
        var open = Enumerable.Range(0, actual.Count).Select(actual.EntryAt).ToList();
        for (var i = 0; i < expected.Count; i++)
        {
            var (key, value) = expected.EntryAt(i);
            var at = open.FindIndex(entry => Matches(key, entry.Key) && Matches(value, entry.Value));
            if (at < 0) return false;
            open.RemoveAt(at);
        }

        return true;
    }
}
