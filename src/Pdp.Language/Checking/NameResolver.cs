using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Pdp.Language.Functions;
using Pdp.Language.Syntax;
using Pdp.Language.Types;

namespace Pdp.Language.Checking;

/// <summary>
/// Finds what a name means in a container: in <c>a.b</c>, a name <c>x</c> is looked up as <c>a.b.x</c>, <c>a.x</c> and
/// <c>x</c>. Local variables are not its business: they come first.
/// </summary>
internal sealed class NameResolver
{
    private readonly TypeEnvironment _environment;
    private readonly ImmutableArray<string> _prefixes;
    // an environment has hundreds of thousands of expressions checked in it
    private static readonly ConditionalWeakTable<TypeEnvironment, HashSet<string>> QualifiersOf = new();

    private readonly HashSet<string> _qualifiers;

    public NameResolver(TypeEnvironment environment)
    {
        _environment = environment;
        _prefixes = PrefixesOf(environment.Container);
        _qualifiers = QualifiersOf.GetValue(environment, Qualifiers);
    }

    private static HashSet<string> Qualifiers(TypeEnvironment environment)
    {
        var qualifiers = new HashSet<string>(StringComparer.Ordinal) { "google", "net" };
        foreach (var name in environment.Variables.Keys)
        {
            var dot = name.IndexOf('.', StringComparison.Ordinal);
            if (dot > 0) qualifiers.Add(name[..dot]);
        }

        return qualifiers;
    }

    /// <summary>The variable or type of a name, or null.</summary>
    /// <param name="name">The name, perhaps qualified.</param>
    /// <param name="isRooted">Whether it was written with a leading dot, which leaves the container out.</param>
    /// <param name="found">The name as declared.</param>
    public CelType? Find(string name, bool isRooted, out string found)
    {
        if (!isRooted)
        {
            foreach (var prefix in _prefixes)
            {
                found = prefix + name;
                if (FindDeclared(found) is { } type) return type;
            }
        }

        found = name;
        return FindDeclared(name);
    }

    /// <summary>The overloads of a function; empty when there is none.</summary>
    public ImmutableArray<Overload> FindFunction(string name, out string found)
    {
        if (name.StartsWith('.')) name = name[1..];
        else
        {
            foreach (var prefix in _prefixes)
            {
                found = prefix + name;
                if (_environment.Functions.Find(found) is { IsEmpty: false } overloads) return overloads;
            }
        }

        found = name;
        return _environment.Functions.Find(name);
    }

    /// <summary>What a message's name stands for, in a literal; null when there is no such message.</summary>
    /// <param name="name">The name as written, perhaps with a leading dot.</param>
    /// <param name="found">The full name.</param>
    public CelType? FindMessage(string name, out string found)
    {
        found = name.StartsWith('.') ? name[1..] : name;
        if (_environment.Messages is not { } messages) return null;
        if (name.StartsWith('.')) return messages.FindMessage(found);
        foreach (var prefix in _prefixes)
        {
            if (messages.FindMessage(prefix + name) is not { } inner) continue;
            found = prefix + name;
            return inner;
        }

        return messages.FindMessage(name);
    }

    /// <summary>Whether a selection may be a qualified name at all: whether any such name starts like it.</summary>
    public bool MayBeQualified(Expr node)
    {
        while (node is SelectExpr { Optional: false } select) node = select.Operand;
        return node is IdentExpr ident && (!_prefixes.IsEmpty || _environment.Messages is not null || _qualifiers.Contains(ident.Name));
    }

    /// <summary>A chain of plain selections as a name; null when it is something else.</summary>
    public static string? QualifiedName(Expr node, out IdentExpr? root)
    {
        if (node is IdentExpr ident)
        {
            root = ident;
            return ident.Name;
        }

        var parts = new Stack<string>();
        while (node is SelectExpr { Optional: false } select)
        {
            parts.Push(select.Field);
            node = select.Operand;
        }

        root = node as IdentExpr;
        if (root is null) return null;
        parts.Push(root.Name);
        return string.Join('.', parts);
    }

    private CelType? FindDeclared(string name)
    {
        if (_environment.Variables.TryGetValue(name, out var type)) return type;
        if (NamedTypes.Find(name) is { } named) return CelType.TypeOf(named);
        if (_environment.Messages is not { } messages) return null;
        if (messages.FindMessage(name) is { } message) return CelType.TypeOf(message);
        return messages.FindConstant(name) is null ? null : CelType.Int;
    }

    private static ImmutableArray<string> PrefixesOf(string container)
    {
        if (container.Length == 0) return [];
        var prefixes = ImmutableArray.CreateBuilder<string>();
        for (var rest = container; rest.Length > 0;)
        {
            prefixes.Add(rest + ".");
            var dot = rest.LastIndexOf('.');
            rest = dot < 0 ? "" : rest[..dot];
        }

        return prefixes.ToImmutable();
    }
}
