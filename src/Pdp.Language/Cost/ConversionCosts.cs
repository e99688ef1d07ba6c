using Pdp.Language.Functions;
using Pdp.Language.Functions.Standard;

namespace Pdp.Language.Cost;

/// <summary>Conversions, times, networks and numbers.</summary>
internal static class ConversionCosts
{
    public static Dictionary<string, CostModel> Models { get; } = All();

    private static Dictionary<string, CostModel> All()
    {
        var models = new Dictionary<string, CostModel>(StringComparer.Ordinal)
        {
            ["dyn"] = (_, a) => new(a[0], 0),
            ["string"] = ToText,
            ["bytes"] = ToBytes,
            ["containsIP"] = (e, a) => new(ValueSize.Scalar, Parse(e, a[1])),
            ["containsCIDR"] = (e, a) => new(ValueSize.Scalar, Parse(e, a[1])),
        };
        foreach (var name in (string[])
                 ["int", "uint", "double", "duration", "timestamp", "ip", "isIP", "ip.isCanonical", "cidr", "isCIDR"])
        {
            models[name] = (e, a) => new(ValueSize.Scalar, Parse(e, a[0]));
        }

        foreach (var name in (string[])
                 [
                     "getFullYear", "getMonth", "getDayOfYear", "getDayOfMonth", "getDate", "getDayOfWeek", "getHours",
                     "getMinutes", "getSeconds", "getMilliseconds",
                 ])
        {
            models[name] = TimePart;
        }

        foreach (var name in (string[])
                 [
                     "type", "bool", "days", "family", "isUnspecified", "isLoopback", "isGlobalUnicast",
                     "isLinkLocalUnicast", "isLinkLocalMulticast", "isMask", "masked", "prefixLength", "math.ceil",
                     "math.floor", "math.round", "math.trunc", "math.isInf", "math.isNaN", "math.isFinite", "math.abs",
                     "math.sign", "math.sqrt", "math.bitAnd", "math.bitOr", "math.bitXor", "math.bitNot",
                     "math.bitShiftLeft", "math.bitShiftRight",
                 ])
        {
            models[name] = static (_, _) => FunctionCost.Free;
        }

        return models;
    }

    private static long Parse(Estimator e, ValueSize text) => Work.ParseUnits(e.Text(text));

    private static FunctionCost TimePart(Estimator e, ReadOnlySpan<ValueSize> a) => a.Length == 1
        ? FunctionCost.Free
        : new(ValueSize.Scalar, TimeFunctions.ZoneCost + Parse(e, a[1]));

    private static FunctionCost ToText(Estimator e, ReadOnlySpan<ValueSize> a) => new(
        TextCosts.Text(e.PlainLength(a[0])), a[0].Octets < 0 ? 0 : Work.TextUnits(a[0].Octets));

    private static FunctionCost ToBytes(Estimator e, ReadOnlySpan<ValueSize> a)
    {
        const int OctetsPerUnit = 3;
        var length = Math.Max(e.Text(a[0]) * OctetsPerUnit, Estimator.Octets(a[0]));
        return new(TextCosts.Bytes(length), TextCosts.Pass(e, a[0]));
    }
}
