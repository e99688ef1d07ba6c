using Pdp.Language.Functions;
using Pdp.Language.Functions.Extensions;
using Pdp.Language.Functions.Standard;
using Pdp.Language.Runtime;
using Pdp.Language.Values;
using Xunit;

namespace Pdp.Language.Tests.Functions;

/// <summary>Calls the code of overloads, as a compiled call would.</summary>
internal static class Run
{
    private static readonly Dictionary<string, Overload> _overloads = new[]
    {
        StandardFunctions.Library, TimeFunctions.Library, StringFunctions.Library, MathFunctions.Library,
        ListFunctions.Library, SetFunctions.Library, EncoderFunctions.Library, RegexFunctions.Library,
        OptionalFunctions.Library, NetworkFunctions.Library, PolicyFunctions.Library,
    }.SelectMany(library => library.Overloads).ToDictionary(overload => overload.Id);

    public static IEnumerable<Overload> All => _overloads.Values;

    public static Frame NewFrame(long fuel = 1_000_000) => new(0, 0, 0) { Fuel = fuel };

    /// <summary>Calls an overload by id.</summary>
    public static Value Call(string id, params Value[] arguments) => Call(NewFrame(), id, arguments);

    /// <summary>Calls an overload by id with a frame.</summary>
    public static Value Call(Frame frame, string id, params Value[] arguments)
    {
        var overload = _overloads[id];
        Assert.Equal(overload.Parameters.Length, arguments.Length);
        var result = overload.Code!(frame, arguments);
        Assert.False(result.IsMissing);
        return result;
    }

    /// <summary>The result as a literal; an error as <c>error: message</c>.</summary>
    public static string Show(string id, params Value[] arguments) => CelText.ToLiteral(Call(id, arguments));

    /// <summary>A value from what C# calls it.</summary>
    public static Value Of(object? value) => value switch
    {
        null => Value.Null,
        Value ready => ready,
        bool b => Value.From(b),
        int i => Value.From((long)i),
        long l => Value.From(l),
        ulong u => Value.FromUint(u),
        uint u => Value.FromUint(u),
        double d => Value.From(d),
        string s => Value.From(s),
        byte[] b => Value.From(new CelBytes(b)),
        _ => throw new ArgumentException("no such value", nameof(value)),
    };

    /// <summary>A list of values.</summary>
    public static Value List(params object?[] items) => Value.From(new CelList([.. items.Select(Of)]));

    /// <summary>A map of alternating keys and values.</summary>
    public static Value Map(params object?[] keysAndValues)
    {
        var map = ValueMap.Create([.. keysAndValues.Chunk(2).Select(p => KeyValuePair.Create(Of(p[0]), Of(p[1])))]);
        Assert.False(map.IsError);
        return map;
    }
}
