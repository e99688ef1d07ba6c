using System.Collections.Frozen;
using Pdp.Language.Types;

namespace Pdp.Authoring.Editor.Meaning;

/// <summary>The macros of the language, for people: they are no functions, and no registry has them.</summary>
internal static class Macros
{
    private static readonly FrozenDictionary<string, Macro> All = new Macro[]
    {
        new("has", "has(object.member)", "whether a member is there", MacroReceiver.None),
        new("cel.bind", "cel.bind(name, value, expression)", "a value under a name, for one expression", MacroReceiver.None),
        new("all", "list.all(x, condition)", "whether a condition holds of every element", MacroReceiver.Collection),
        new("exists", "list.exists(x, condition)", "whether a condition holds of some element", MacroReceiver.Collection),
        new("exists_one", "list.exists_one(x, condition)", "whether a condition holds of exactly one element", MacroReceiver.Collection),
        new("existsOne", "list.existsOne(x, condition)", "whether a condition holds of exactly one element", MacroReceiver.Collection),
        new("filter", "list.filter(x, condition)", "the elements of which a condition holds", MacroReceiver.Collection),
        new("map", "list.map(x, result)", "what is made of each element", MacroReceiver.Collection),
        new("transformList", "list.transformList(index, x, result)", "a list of what is made of each element or entry", MacroReceiver.Collection),
        new("transformMap", "map.transformMap(key, x, result)", "a map of what is made of each entry, with the same keys", MacroReceiver.Collection),
        new("transformMapEntry", "map.transformMapEntry(key, x, {key: x})", "a map of the entries that are made of each entry", MacroReceiver.Collection),
        new("sortBy", "list.sortBy(x, key)", "the elements in the order of their keys", MacroReceiver.List),
        new("optMap", "optional.optMap(x, result)", "what is made of the value, if there is one", MacroReceiver.Optional),
        new("optFlatMap", "optional.optFlatMap(x, optional)", "the optional that is made of the value, if there is one", MacroReceiver.Optional),
    }.ToFrozenDictionary(static macro => macro.Name, StringComparer.Ordinal);

    private static readonly FrozenSet<string> Two = FrozenSet.ToFrozenSet(
        ["all", "exists", "existsOne", "exists_one", "transformList", "transformMap", "transformMapEntry"], StringComparer.Ordinal);

    /// <summary>The macro of a name; null when there is none.</summary>
    public static Macro? Find(string name) => All.GetValueOrDefault(name);

    /// <summary>The macros that can be called on a value of a type; null: those that are called on nothing.</summary>
    public static IEnumerable<Macro> On(CelType? receiver) => All.Values.Where(macro => macro.Receiver switch
    {
        MacroReceiver.None => receiver is null,
        MacroReceiver.List => receiver?.Kind is CelTypeKind.List or CelTypeKind.Dyn,
        MacroReceiver.Optional => receiver is { IsOptional: true } or { Kind: CelTypeKind.Dyn },
        _ => receiver?.Kind is CelTypeKind.List or CelTypeKind.Map or CelTypeKind.Dyn || receiver is RecordType { IsEntityRoot: false },
    });

    /// <summary>Whether a macro binds names of its own to what is in its receiver.</summary>
    public static bool Binds(string name) => All.GetValueOrDefault(name) is { Receiver: not MacroReceiver.None };

    public static bool MayBindTwo(string name) => Two.Contains(name);

    /// <summary>The types of the names that a macro binds.</summary>
    public static (CelType First, CelType Second) Elements(string name, CelType receiver, bool hasTwo)
    {
        var (key, element) = receiver switch
        {
            { Kind: CelTypeKind.List } => (CelType.Int, receiver.Parameters[0]),
            { Kind: CelTypeKind.Map } => (receiver.Parameters[0], receiver.Parameters[1]),
            { IsOptional: true } => (CelType.Dyn, receiver.Parameters[0]),
            RecordType => (CelType.String, CelType.Dyn),
            _ => (CelType.Dyn, CelType.Dyn),
        };
        if (hasTwo) return (key, element);
        return (receiver.Kind is CelTypeKind.Map or CelTypeKind.Record && !name.StartsWith("opt", StringComparison.Ordinal) ? key : element, CelType.Dyn);
    }
}

/// <summary>A macro.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Form">How it is written.</param>
/// <param name="Description">What it comes to.</param>
/// <param name="Receiver">What it is called on.</param>
internal sealed record Macro(string Name, string Form, string Description, MacroReceiver Receiver);

/// <summary>What a macro is called on.</summary>
internal enum MacroReceiver
{
    None,
    List,
    Collection,
    Optional,
}
