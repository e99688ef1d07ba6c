using Pdp.Language.Text;
using Pdp.Language.Values;

namespace Pdp.Language.Runtime.Loops;

/// <summary>
/// What a macro loops over. With one variable: a list's elements, a map's keys. With two: index and element, key and
/// value.
/// </summary>
internal readonly struct LoopRange
{
    private readonly CelList? _list;
    private readonly CelMap? _map;

    private LoopRange(CelList? list, CelMap? map)
    {
        _list = list;
        _map = map;
    }

    /// <summary>Number of rounds.</summary>
    public int Count => _list?.Count ?? _map!.Count;

    /// <summary>Evaluates the range.</summary>
    /// <returns>Null when it can be looped over, else the error.</returns>
    public static EvalError? Open(Frame frame, Node range, TextSpan span, out LoopRange loop)
    {
        var value = range.Evaluate(frame);
        loop = new LoopRange(value.AsList, value.AsMap);
        if (loop._list is not null || loop._map is not null) return null;
        return value.AsError ?? RuntimeErrors.Expected("list or map", value).At(span);
    }

    /// <summary>The value of the only variable in a round.</summary>
    public Value ItemAt(int round) => _list is not null ? _list[round] : _map!.EntryAt(round).Key;

    /// <summary>Sets the variables of a round.</summary>
    public void Load(Frame frame, in LoopVariables variables, int round)
    {
        var locals = frame.Locals;
        if (variables.Second < 0)
        {
            locals[variables.First] = ItemAt(round);
        }
        else if (_list is not null)
        {
            locals[variables.First] = Value.From((long)round);
            locals[variables.Second] = _list[round];
        }
        else
        {
            var entry = _map!.EntryAt(round);
            locals[variables.First] = entry.Key;
            locals[variables.Second] = entry.Value;
        }
    }
}

/// <summary>What all loops have.</summary>
/// <param name="Range">What is looped over.</param>
/// <param name="Variables">Where the variables stand.</param>
/// <param name="Units">What a round draws, besides what its body draws itself.</param>
/// <param name="RangeSpan">Where the range stands.</param>
/// <param name="Span">The whole.</param>
internal readonly record struct LoopShape(
    Node Range, LoopVariables Variables, long Units, TextSpan RangeSpan, TextSpan Span);

/// <summary>Where the variables of a loop stand in <see cref="Frame.Locals"/>.</summary>
/// <param name="First">The index of the first or only one.</param>
/// <param name="Second">The index of the second, or −1.</param>
internal readonly record struct LoopVariables(int First, int Second);
