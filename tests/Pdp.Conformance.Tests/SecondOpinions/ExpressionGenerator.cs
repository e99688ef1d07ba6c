using System.Collections.Immutable;
using System.Globalization;
using Pdp.Language.Values;

namespace Pdp.Conformance.Tests.SecondOpinions;

/// <summary>
/// Expressions over the whole language that mostly fit together, each with values for its names. Now and then a part has
/// another kind than its place wants, is an error, or is not bound.
/// </summary>
internal sealed partial class ExpressionGenerator
{
    private readonly Random _random;
    private readonly Corners _corners;
    private readonly Literals _literals;
    private readonly ImmutableSortedDictionary<string, Value>.Builder _bindings = Question.NoBindings.ToBuilder();
    private readonly List<(string Name, Shape Shape)> _locals = [];

    private ExpressionGenerator(Random random)
    {
        _random = random;
        _corners = new Corners(random);
        _literals = new Literals(_corners);
    }

    /// <summary>The question of a seed: always the same.</summary>
    public static Question Generate(int seed)
    {
        var random = new Random(seed);
        var generator = new ExpressionGenerator(random);
        var text = generator.Text(generator.AnyShape(), random.Next(1, 5));
        return new Question(text, generator._bindings.ToImmutable());
    }

    private Shape AnyShape() => _random.Next(20) switch
    {
        < 9 => Kind.Bool,
        < 11 => Kind.Int,
        < 12 => Kind.Uint,
        < 13 => Kind.Double,
        < 15 => Kind.String,
        15 => Shape.ListOf(_corners.Any()),
        16 => Shape.MapOf(KeyKind(), _corners.Any()),
        17 => Kind.Type,
        _ => _corners.Any(),
    };

    private Kind KeyKind() => _corners.Pick([Kind.String, Kind.String, Kind.Int, Kind.Uint, Kind.Bool]);

    /// <summary>An expression of a shape, mostly.</summary>
    private string Text(Shape shape, int depth)
    {
        if (_corners.Chance(1)) shape = AnyShape();
        if (depth <= 0) return Leaf(shape);
        return _random.Next(100) switch
        {
            < 12 => Leaf(shape),
            < 16 => $"({Text(Kind.Bool, depth - 1)} ? {Text(shape, depth - 1)} : {Text(shape, depth - 1)})",
            < 19 => $"dyn({Text(shape, depth - 1)})",
            < 23 => Element(shape, depth - 1),
            < 24 => Failure(),
            _ => Made(shape, depth - 1),
        };
    }

    private string Leaf(Shape shape)
    {
        var fitting = _locals.Where(local => local.Shape.Kind == shape.Kind).ToList();
        if (fitting.Count > 0 && _corners.Chance(70)) return _corners.Pick(fitting).Name;
        if (_locals.Count > 0 && _corners.Chance(5)) return _corners.Pick(_locals).Name;
        return _corners.Chance(45) ? Variable(shape) : _literals.Of(_corners.Of(shape));
    }

    private string Variable(Shape shape)
    {
        if (_corners.Chance(1)) return "unbound";
        var prefix = "biudsytpzklm"[(int)shape.Kind];
        var name = string.Create(CultureInfo.InvariantCulture, $"{prefix}{_bindings.Count}");
        _bindings[name] = _corners.Of(shape);
        return name;
    }

    private string Failure() => _corners.Pick(
    [
        "1 / 0", "[][0]", "{}.a", "(1 / 0 > 0)", "int('x')", "{'a': 1}.b", "-(-9223372036854775807 - 1)", "0u - 1u", "[1][1]", "noSuch(1)",
        "'a'.noSuch()", "timestamp('never')", "duration('1d')", "{1: 2}[3]", "b'\\xff' + 'a'", "1 + 1u", "null < null", "!1", "-'a'",
    ]);

    /// <summary>An element of a list or map.</summary>
    private string Element(Shape shape, int depth)
    {
        if (shape.Kind is Kind.List or Kind.Map) return Leaf(shape);
        switch (_random.Next(4))
        {
            case 0: return $"{Text(Shape.ListOf(shape.Kind), depth)}[{Index(depth)}]";
            case 1: return $"{{{_literals.Of(Language.Values.Value.From("k"))}: {Text(shape, depth)}}}.k";
            case 2: return $"{Text(Shape.MapOf(Kind.String, shape.Kind), depth)}.{_corners.Pick(Corners.Fields)}";
            default:
                var key = KeyKind();
                var found = _corners.Chance(80) ? key : _corners.Pick([Kind.Int, Kind.Uint, Kind.Double, Kind.Bytes, Kind.Null, Kind.String]);
                return $"{Text(Shape.MapOf(key, shape.Kind), depth)}[{Text(found, depth - 1)}]";
        }
    }

    private string Index(int depth) => _random.Next(10) switch
    {
        0 => Text(Kind.Int, depth - 1),
        1 => _corners.Pick(["0u", "1u", "1.0", "0.5", "dyn(0u)", "dyn(1.0)", "dyn(-0.0)", "true", "'0'"]),
        _ => _random.Next(-1, 4).ToString(CultureInfo.InvariantCulture),
    };

    private string Made(Shape shape, int depth) => shape.Kind switch
    {
        Kind.Bool => Bool(depth),
        Kind.Int => Int(depth),
        Kind.Uint => Uint(depth),
        Kind.Double => Double(depth),
        Kind.String => String(depth),
        Kind.Bytes => _corners.Chance(50)
            ? $"({Text(Kind.Bytes, depth)} + {Text(Kind.Bytes, depth)})"
            : $"bytes({Text(_corners.Chance(80) ? Kind.String : Kind.Bytes, depth)})",
        Kind.Timestamp => Instant(depth),
        Kind.Duration => Span(depth),
        Kind.Null => "null",
        Kind.Type => $"type({Text(AnyShape(), depth)})",
        Kind.List => List(shape, depth),
        _ => MapLiteral(shape, depth),
    };

    private string List(Shape shape, int depth)
    {
        switch (_random.Next(8))
        {
            case 0: return $"({Text(shape, depth)} + {Text(shape, depth)})";
            case 1: return Macro("filter", RangeOf(shape.Item), depth, Kind.Bool);
            case 2: return Macro("map", Range(), depth, shape.Item);
            case 3: return Macro("map", Range(), depth, Kind.Bool, shape.Item);
            case 4 when shape.Item == Kind.String: return $"{Text(Kind.String, depth)}.split({Text(Kind.String, depth)}{Optionally(depth)})";
            default:
                var items = Enumerable.Range(0, _random.Next(0, 4)).Select(_ => Text(_corners.Part(shape.Item), depth));
                return $"[{string.Join(", ", items)}{(_corners.Chance(5) ? "," : "")}]".Replace("[,]", "[]", StringComparison.Ordinal);
        }
    }

    private string MapLiteral(Shape shape, int depth)
    {
        var entries = Enumerable.Range(0, _random.Next(0, 4)).Select(_ =>
            $"{Text(_corners.Chance(95) ? shape.Key : _corners.Any(), depth - 1)}: {Text(_corners.Part(shape.Item), depth)}");
        return $"{{{string.Join(", ", entries)}}}";
    }

    /// <summary>A number of things that may be left out: <c>, n</c> or nothing.</summary>
    private string Optionally(int depth) => _corners.Chance(60) ? "" : $", {Small(depth)}";

    private string Small(int depth) =>
        depth == 0 || _corners.Chance(85) ? _random.Next(-1, 6).ToString(CultureInfo.InvariantCulture) : Text(Kind.Int, depth - 1);

    private Shape Range() => _corners.Chance(80) ? Shape.ListOf(_corners.Any()) : Shape.MapOf(KeyKind(), _corners.Any());

    private Shape RangeOf(Kind item) =>
        item is Kind.String or Kind.Int or Kind.Uint or Kind.Bool && _corners.Chance(20) ? Shape.MapOf(item, _corners.Any()) : Shape.ListOf(item);

    private string Macro(string name, Shape range, int depth, params ReadOnlySpan<Kind> bodies)
    {
        var source = Text(range, depth);
        var variable = _corners.Chance(90)
            ? string.Create(CultureInfo.InvariantCulture, $"x{_locals.Count}")
            : _corners.Pick(["x0", "b0", "i1", "size", "_"]);
        _locals.Add((variable, range.Kind == Kind.Map ? range.Key : range.Item));
        var text = $"{source}.{name}({variable}";
        foreach (var body in bodies) text += $", {Text(body, depth)}";
        _locals.RemoveAt(_locals.Count - 1);
        return text + ")";
    }
}
