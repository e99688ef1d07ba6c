using System.Runtime.CompilerServices;
using Pdp.Language.Values;

namespace Pdp.Bundles.Testing;

/// <summary>Whether a value, told as JSON, is the JSON expected.</summary>
internal static class JsonEquality
{
    /// <summary>Whether the objects have the same members with equal values, in any order.</summary>
    public static bool AreEqual(StringMap expected, CelMap actual)
    {
        if (expected.Count != actual.Count) return false;
        for (var i = 0; i < actual.Count; i++)
        {
            var (key, value) = actual.EntryAt(i);
            if (!expected.TryGet(CelText.ToStringValue(key).AsString!, out var wanted) || !AreEqual(wanted, value)) return false;
        }

        return true;
    }

    /// <summary>Whether a value is told as this JSON.</summary>
    public static bool AreEqual(in Value expected, in Value actual)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (actual.Kind)
        {
            case ValueKind.Missing or ValueKind.Null:
                return expected.Kind == ValueKind.Null;
            case ValueKind.Bool:
                return expected.IsBool && expected.AsBool == actual.AsBool;
            case ValueKind.Int:
                return expected.IsInt ? expected.AsInt == actual.AsInt : expected.IsDouble && expected.AsDouble == actual.AsInt;
            case ValueKind.Uint:
                return expected.IsInt
                    ? expected.AsInt >= 0 && (ulong)expected.AsInt == actual.AsUint
                    : expected.IsDouble && expected.AsDouble == actual.AsUint;
            case ValueKind.Double when double.IsFinite(actual.AsDouble):
                return expected.IsInt ? expected.AsInt == actual.AsDouble : expected.IsDouble && expected.AsDouble == actual.AsDouble;
            case ValueKind.Double:
                return expected.AsString == (double.IsNaN(actual.AsDouble) ? "NaN" : actual.AsDouble > 0 ? "Infinity" : "-Infinity");
            case ValueKind.Bytes:
                return expected.AsString == Convert.ToBase64String(actual.AsBytes!.Span);
            case ValueKind.Map:
                return expected.AsMap is StringMap map && AreEqual(map, actual.AsMap!);
            case ValueKind.List:
                return expected.AsList is { } list && AreEqual(list, actual.AsList!);
            case ValueKind.Optional:
                return AreEqual(expected, actual.AsOptional!.Value);
            case ValueKind.Error:
                return false;
            default:
                return expected.AsString is { } text && text == CelText.ToStringValue(actual).AsString;
        }
    }

    private static bool AreEqual(CelList expected, CelList actual)
    {
        if (expected.Count != actual.Count) return false;
        for (var i = 0; i < actual.Count; i++)
        {
            if (!AreEqual(expected[i], actual[i])) return false;
        }

        return true;
    }
}
