using Pdp.Language.Functions;
using Pdp.Language.Types;

namespace Pdp.Authoring.Editor.Answers;

/// <summary>Types and signatures for people.</summary>
internal static class TypeNames
{
    public static string Of(CelType type) => type switch
    {
        RecordType { IsEntityRoot: false } record when !record.Members.IsEmpty =>
            $"{{{string.Join(", ", record.Members.Values.OrderBy(static member => member.Name, StringComparer.Ordinal).Select(static member => $"{member.Name}{(member.Required ? "" : "?")}: {Of(member.Type)}"))}}}",
        { Kind: CelTypeKind.List } when type.Parameters[0] is RecordType element => $"list({Of(element)})",
        _ => TypeText.Of(type),
    };

    /// <summary>How an overload is called, and what it gives.</summary>
    public static string Of(Overload overload)
    {
        var parameters = overload.IsMember ? overload.Parameters[1..] : overload.Parameters;
        var arguments = string.Join(", ", parameters.Select(TypeText.Of));
        return overload.IsMember
            ? $"{TypeText.Of(overload.Parameters[0])}.{overload.Function}({arguments}) → {TypeText.Of(overload.Result)}"
            : $"{overload.Function}({arguments}) → {TypeText.Of(overload.Result)}";
    }

    /// <summary>Whether a method can be called on a value of a type.</summary>
    public static bool Takes(Overload overload, CelType receiver)
    {
        if (!overload.IsMember) return false;
        var first = overload.Parameters[0];
        return first.Kind is CelTypeKind.Dyn or CelTypeKind.Parameter || receiver.Kind is CelTypeKind.Dyn or CelTypeKind.Error
            || (receiver.Kind == CelTypeKind.Record && first.Kind == CelTypeKind.Map)
            || (receiver.Kind == CelTypeKind.Wrapper && Takes(overload, receiver.Parameters[0]))
            || (first.Kind == receiver.Kind && first.Name == receiver.Name
                && (first.Parameters.IsEmpty || receiver.Parameters.IsEmpty || first.Parameters[0].Kind is CelTypeKind.Parameter or CelTypeKind.Dyn || receiver.Parameters[0].Kind is CelTypeKind.Dyn
                    || first.Parameters[0].Kind == receiver.Parameters[0].Kind));
    }
}
