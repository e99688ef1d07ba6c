using System.Collections.Frozen;
using Pdp.Language.Values;

namespace Pdp.Engine.Attributes;

/// <summary>
/// The claims of a verified token, of which policies see those that the schema has. An issuer adds claims when it likes, and a caller
/// cannot leave any out: one that the schema does not have is no misfit.
/// </summary>
/// <param name="known">The claims that the schema has.</param>
/// <param name="record">Coerces them.</param>
internal sealed class ClaimsCoercer(IEnumerable<string> known, Coercer record) : Coercer
{
    private readonly FrozenSet<string> _known = known.ToFrozenSet(StringComparer.Ordinal);

    public override bool TryCoerce(in Value value, out Value result, out Misfit misfit)
    {
        if (value.AsMap is not StringMap map) return record.TryCoerce(value, out result, out misfit);
        var kept = 0;
        foreach (ref readonly var claim in map.Entries)
        {
            if (_known.Contains(claim.Key)) kept++;
        }

        return record.TryCoerce(kept == map.Count ? value : Value.From(Kept(map, kept)), out result, out misfit);
    }

    private StringMap Kept(StringMap map, int count)
    {
        var entries = new KeyValuePair<string, Value>[count];
        var position = 0;
        foreach (ref readonly var claim in map.Entries)
        {
            if (_known.Contains(claim.Key)) entries[position++] = claim;
        }

        return new StringMap(entries);
    }
}
