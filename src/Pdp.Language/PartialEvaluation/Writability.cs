using Pdp.Language.Functions;
using Pdp.Language.Values;

namespace Pdp.Language.PartialEvaluation;

/// <summary>Whether the functions there are suffice to write a value, as <see cref="LiteralTrees"/> does.</summary>
/// <param name="functions">The functions there are.</param>
internal sealed class Writability(FunctionRegistry functions)
{
    private readonly bool _hasDyn = !functions.Find("dyn").IsEmpty;

    /// <param name="value">A value that is not nested deeper than <see cref="LiteralSize"/> allows.</param>
    public bool Of(in Value value)
    {
        if (!_hasDyn) return false;
        switch (value.Kind)
        {
            case ValueKind.Double: return double.IsFinite(value.AsDouble) || Has("string_to_double");
            case ValueKind.Timestamp: return Has("string_to_timestamp");
            case ValueKind.Duration: return Has("string_to_duration");
            case ValueKind.Ip: return Has("string_to_ip");
            case ValueKind.Cidr: return Has("string_to_cidr");
            case ValueKind.Type:
                return !functions.Find("type").IsEmpty && Samples.OfValue(value.AsType!.Type) is { } sample && Of(sample);
            case ValueKind.Optional:
                return !functions.Find("optional.none").IsEmpty && !functions.Find("optional.of").IsEmpty
                    && (value.AsOptional is not { HasValue: true } some || Of(some.Value));
            case ValueKind.List:
                foreach (ref readonly var item in value.AsList!.Items)
                {
                    if (!Of(item)) return false;
                }

                return true;
            case ValueKind.Map:
                for (var i = 0; i < value.AsMap!.Count; i++)
                {
                    var (key, item) = value.AsMap.EntryAt(i);
                    if (!Of(key) || !Of(item)) return false;
                }

                return true;
            default:
                return true;
        }
    }

    private bool Has(string overload) => functions.FindById(overload) is { IsMember: false };
}
