using Pdp.Language.Values;

namespace Pdp.Language.PartialEvaluation;

/// <summary>How many nodes the text of a value has.</summary>
internal static class LiteralSize
{
    /// <summary>What is no larger always takes the place of the expression that has it.</summary>
    public const int Small = 16;

    /// <summary>Values nested deeper than this have no text in a residual.</summary>
    private const int MaxDepth = 24;

    /// <summary>The number of nodes (a long text counts as several), or <paramref name="limit"/> + 1 when there are more.</summary>
    public static int Of(in Value value, int limit)
    {
        var room = limit;
        return Take(value, ref room, 0) ? limit - room : limit + 1;
    }

    private static bool Take(in Value value, ref int room, int depth)
    {
        const int CharactersPerNode = 32;
        if (depth > MaxDepth) return false;
        room -= 2 + (value.AsString?.Length ?? value.AsBytes?.Span.Length ?? 0) / CharactersPerNode;
        if (room < 0) return false;
        if (value.AsList is { } list)
        {
            foreach (ref readonly var item in list.Items)
            {
                if (!Take(item, ref room, depth + 1)) return false;
            }
        }
        else if (value.AsMap is { } map)
        {
            for (var i = 0; i < map.Count; i++)
            {
                var (key, item) = map.EntryAt(i);
                if (!Take(key, ref room, depth + 1) || !Take(item, ref room, depth + 1)) return false;
            }
        }
        else if (value.AsOptional is { HasValue: true } optional)
        {
            return Take(optional.Value, ref room, depth + 1);
        }

        return true;
    }
}
