using System.Text;
using Google.Protobuf.WellKnownTypes;
using Pdp.Language.Values;
using Pdp.Wire.Values;
using EngineValue = Pdp.Language.Values.Value;
using WireValue = Google.Protobuf.WellKnownTypes.Value;

namespace Pdp.Wire.Requests;

/// <summary>
/// Reads <c>google.protobuf.Struct</c> into the engine's values; numbers are <see cref="Numbers"/>.
/// </summary>
internal sealed class StructReader(WireLimits limits, FieldPath path, Violations violations)
{
    /// <summary>Reads an object at the present place; absent is empty.</summary>
    public StringMap Object(Struct? message) => message is null ? StringMap.Empty : Object(message, 1);

    /// <summary>Checks a string at the present place.</summary>
    public void Check(string text)
    {
        // A UTF-16 unit takes at most three bytes, so that nearly all strings need no count.
        if (text.Length > limits.MaxStringBytes / 3 &&
            (text.Length > limits.MaxStringBytes || Encoding.UTF8.GetByteCount(text) > limits.MaxStringBytes))
        {
            violations.Add(path.ToString(), $"expected at most {limits.MaxStringBytes} bytes, got {Encoding.UTF8.GetByteCount(text)}");
        }
        else if (!WellFormed.Is(text))
        {
            violations.Add(path.ToString(), "expected well-formed text, got half of a surrogate pair");
        }
    }

    private StringMap Object(Struct message, int depth)
    {
        var fields = message.Fields;
        if (fields.Count == 0) return StringMap.Empty;
        if (!MayHold(fields.Count, "members", depth)) return StringMap.Empty;
        var entries = new KeyValuePair<string, EngineValue>[fields.Count];
        var position = 0;
        foreach (var (name, value) in fields)
        {
            path.Enter(name);
            Check(name);
            entries[position++] = new KeyValuePair<string, EngineValue>(name, Any(value, depth));
            path.Leave();
        }

        return new StringMap(entries);
    }

    private CelList List(ListValue message, int depth)
    {
        var elements = message.Values;
        if (elements.Count == 0) return CelList.Empty;
        if (!MayHold(elements.Count, "elements", depth)) return CelList.Empty;
        var items = new EngineValue[elements.Count];
        for (var i = 0; i < items.Length; i++)
        {
            path.Enter(i);
            items[i] = Any(elements[i], depth);
            path.Leave();
        }

        return new CelList(items);
    }

    private EngineValue Any(WireValue? message, int depth)
    {
        switch (message?.KindCase)
        {
            case WireValue.KindOneofCase.NullValue:
                return EngineValue.Null;
            case WireValue.KindOneofCase.BoolValue:
                return EngineValue.From(message.BoolValue);
            case WireValue.KindOneofCase.NumberValue:
                return Number(message.NumberValue);
            case WireValue.KindOneofCase.StringValue:
                Check(message.StringValue);
                return EngineValue.From(message.StringValue);
            case WireValue.KindOneofCase.ListValue:
                return EngineValue.From(List(message.ListValue, depth + 1));
            case WireValue.KindOneofCase.StructValue:
                return EngineValue.From(Object(message.StructValue, depth + 1));
            default:
                violations.Add(path.ToString(), "expected a value, got none (write null as `null_value`)");
                return EngineValue.Null;
        }
    }

    private EngineValue Number(double number)
    {
        if (!double.IsFinite(number))
        {
            var name = double.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity";
            violations.Add(path.ToString(), $"expected a finite number, got {name}");
            return EngineValue.Null;
        }

        return Numbers.From(number);
    }

    private bool MayHold(int count, string what, int depth)
    {
        if (count > limits.MaxCollection)
        {
            violations.Add(path.ToString(), $"expected at most {limits.MaxCollection} {what}, got {count}");
            return false;
        }

        if (depth <= limits.MaxNesting) return true;
        violations.Add(path.ToString(), $"expected at most {limits.MaxNesting} levels of objects and lists, got more");
        return false;
    }
}
