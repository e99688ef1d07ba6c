using Pdp.Language.Cost;
using Pdp.Language.Values;

namespace Pdp.Language.Tests.Cost;

/// <summary>Whether values are as large as was said.</summary>
internal static class Fitting
{
    /// <summary>Whether a value and all its parts are no larger than a size; an error is.</summary>
    public static bool Fits(in Value value, ValueSize size)
    {
        if (value.IsError || size.IsUnknown) return true;
        if (value.AsString is { } text) return text.Length <= size.Text;
        if (value.AsBytes is { } octets) return octets.Span.Length <= size.Octets;
        if (value.AsOptional is { } optional)
            return size.Optionals > 0 && (!optional.HasValue || Fits(optional.Value, Estimator.Unwrapped(size)));
        if (value.AsList is { } list)
        {
            if (size.Element is null || list.Count > size.Count) return false;
            foreach (var item in list.Items)
                if (!Fits(item, size.Element)) return false;
            return true;
        }

        if (value.AsMap is not { } map) return !value.IsInt || size.Number is null || value.AsInt <= size.Number;
        if (size.Key is null || size.Value is null || map.Count > size.Count) return false;
        for (var i = 0; i < map.Count; i++)
        {
            var entry = map.EntryAt(i);
            if (!Fits(entry.Key, size.Key) || !Fits(entry.Value, size.Value)) return false;
        }

        return true;
    }

    /// <summary>The size of a value, which is no longer known to be a constant.</summary>
    public static ValueSize SizeOf(in Value value) => ValueSize.OfConstant(value) with { Constant = default };
}
