using System.Collections.Immutable;
using Pdp.Language.Types;

namespace Pdp.Language.Checking;

/// <summary>A type that is not known yet; see <see cref="Substitution"/>.</summary>
internal sealed record TypeVariable : CelType
{
    private static TypeVariable[] _known = [];

    private TypeVariable(int index)
        : base(CelTypeKind.Parameter, $"_var{index}", []) => Index = index;

    public int Index { get; }

    /// <summary>The variable of an index; the first ones are made once and shared by all checks.</summary>
    public static TypeVariable Of(int index)
    {
        const int Shared = 256;
        if (index >= Shared) return new TypeVariable(index);
        var known = Volatile.Read(ref _known);
        if (known.Length == 0) Volatile.Write(ref _known, known = [.. Enumerable.Range(0, Shared).Select(i => new TypeVariable(i))]);
        return known[index];
    }
}

/// <summary>
/// What the type variables of one check stand for. Trying an overload may bind variables; a failed try is undone by a
/// trail instead of working on copies, which is where checkers lose their time.
/// </summary>
internal sealed class Substitution
{
    private readonly List<CelType?> _bindings = [];
    private readonly List<(int Index, CelType? Before)> _trail = [];

    public TypeVariable Fresh()
    {
        _bindings.Add(null);
        return TypeVariable.Of(_bindings.Count - 1);
    }

    /// <summary>A point to which <see cref="Undo"/> goes back.</summary>
    public int Mark() => _trail.Count;

    public void Undo(int mark)
    {
        for (var i = _trail.Count - 1; i >= mark; i--) _bindings[_trail[i].Index] = _trail[i].Before;
        _trail.RemoveRange(mark, _trail.Count - mark);
    }

    /// <summary>The type with its variables replaced by what they stand for.</summary>
    /// <param name="type">The type.</param>
    /// <param name="isFinal">Whether variables that stand for nothing become <c>dyn</c>.</param>
    public CelType Resolve(CelType type, bool isFinal = false)
    {
        if (type is TypeVariable variable)
            return _bindings[variable.Index] is { } bound ? Resolve(bound, isFinal) : isFinal ? CelType.Dyn : type;
        if (type.Parameters.IsEmpty) return type;
        return Rebuild(type, parameter => Resolve(parameter, isFinal));
    }

    /// <summary>The types with the named type parameters of an overload replaced by fresh variables.</summary>
    public (ImmutableArray<CelType> Parameters, CelType Result) Instantiate(ImmutableArray<CelType> parameters, CelType result)
    {
        var renewed = new List<(string Name, CelType Variable)>(2);
        return ([.. parameters.Select(Renew)], Renew(result));

        CelType Renew(CelType type)
        {
            if (type.Kind != CelTypeKind.Parameter) return type.Parameters.IsEmpty ? type : Rebuild(type, Renew);
            foreach (var (name, variable) in renewed)
            {
                if (string.Equals(name, type.Name, StringComparison.Ordinal)) return variable;
            }

            var fresh = Fresh();
            renewed.Add((type.Name, fresh));
            return fresh;
        }
    }

    /// <summary>
    /// Whether a value of one type may stand where the other is wanted; binds variables on the way. On false the caller
    /// undoes what was bound.
    /// </summary>
    public bool IsAssignable(CelType from, CelType to)
    {
        if (to is TypeVariable target)
        {
            var (fits, isBound) = Bind(from, target);
            if (fits || isBound) return fits;
        }

        if (from is TypeVariable source) return Bind(to, source).Fits;
        if (IsAny(from) || IsAny(to)) return true;
        if (from.Kind == CelTypeKind.Null) return IsNullable(to);
        if (to.Kind == CelTypeKind.Null) return IsNullable(from);
        if (from.Kind == CelTypeKind.Wrapper) return IsAssignable(from.Parameters[0], Unwrapped(to));
        if (to.Kind == CelTypeKind.Wrapper) return IsAssignable(from, to.Parameters[0]);
        if (from.Kind == CelTypeKind.Record || to.Kind == CelTypeKind.Record)
            return from.Equals(to) || IsAssignable(AsMap(from), AsMap(to));
        if (from.Kind != to.Kind) return false;
        return from.Kind switch
        {
            CelTypeKind.Type => true,
            CelTypeKind.List or CelTypeKind.Map or CelTypeKind.Opaque =>
                string.Equals(from.Name, to.Name, StringComparison.Ordinal) && AreAssignable(from.Parameters, to.Parameters),
            _ => from.Equals(to),
        };
    }

    /// <summary>As <see cref="IsAssignable"/>, for all of a list; leaves nothing bound when it is false.</summary>
    public bool AreAssignable(ImmutableArray<CelType> from, ImmutableArray<CelType> to)
    {
        if (from.Length != to.Length) return false;
        var mark = Mark();
        for (var i = 0; i < from.Length; i++)
        {
            if (IsAssignable(from[i], to[i])) continue;
            Undo(mark);
            return false;
        }

        return true;
    }

    /// <summary>Lets every variable of a type that stands for nothing yet stand for the type given.</summary>
    public void BindOpen(CelType type, CelType meaning)
    {
        if (type is TypeVariable variable)
        {
            if (_bindings[variable.Index] is { } bound) BindOpen(bound, meaning);
            else Set(variable, meaning);
            return;
        }

        foreach (var parameter in type.Parameters) BindOpen(parameter, meaning);
    }

    /// <summary>The type of a place that holds values of both types.</summary>
    public CelType Join(CelType first, CelType second)
    {
        var mark = Mark();
        if (IsAssignable(first, second)) return MostGeneral(first, second);
        Undo(mark);
        return CelType.Dyn;
    }

    private (bool Fits, bool IsBound) Bind(CelType type, TypeVariable variable)
    {
        if (type.Equals(variable)) return (true, true);
        if (_bindings[variable.Index] is { } bound)
        {
            if (type.Equals(bound)) return (true, true);
            var mark = Mark();
            if (!IsAssignable(type, bound))
            {
                Undo(mark);
                return (false, true);
            }

            var general = MostGeneral(type, bound);
            if (!Occurs(variable, general)) Set(variable, general);
            return (true, true);
        }

        if (Occurs(variable, type)) return (false, false);
        Set(variable, type);
        return (true, false);
    }

    private void Set(TypeVariable variable, CelType type)
    {
        _trail.Add((variable.Index, _bindings[variable.Index]));
        _bindings[variable.Index] = type;
    }

    private bool Occurs(TypeVariable variable, CelType type)
    {
        if (type is TypeVariable other)
            return other.Index == variable.Index || (_bindings[other.Index] is { } bound && Occurs(variable, bound));
        foreach (var parameter in type.Parameters)
        {
            if (Occurs(variable, parameter)) return true;
        }

        return false;
    }

    private static CelType MostGeneral(CelType first, CelType second)
    {
        if (first.Equals(second)) return first;
        (first, second) = (AsMap(first), AsMap(second));
        return IsAsGeneral(first, second) ? first : second;
    }

    private static bool IsAsGeneral(CelType first, CelType second)
    {
        if (first.Kind is CelTypeKind.Dyn or CelTypeKind.Parameter or CelTypeKind.Error) return true;
        if (second.Kind is CelTypeKind.Dyn or CelTypeKind.Parameter) return false;
        // Null fits the nullable types, not they it: what holds both is of the nullable type.
        if (second.Kind == CelTypeKind.Null && first.Kind != CelTypeKind.Null) return true;
        if (first.Kind == CelTypeKind.Wrapper && second.Kind != CelTypeKind.Wrapper) return true;
        if (first.Kind != second.Kind) return false;
        if (first.Kind is not (CelTypeKind.List or CelTypeKind.Map or CelTypeKind.Opaque))
            return first.Kind == CelTypeKind.Type || first.Equals(second);
        if (!string.Equals(first.Name, second.Name, StringComparison.Ordinal)
            || first.Parameters.Length != second.Parameters.Length) return false;
        for (var i = 0; i < first.Parameters.Length; i++)
        {
            if (!IsAsGeneral(first.Parameters[i], second.Parameters[i])) return false;
        }

        return true;
    }

    private static bool IsAny(CelType type) => type.Kind is CelTypeKind.Dyn or CelTypeKind.Error;

    private static bool IsNullable(CelType type) => type.Kind is CelTypeKind.Null or CelTypeKind.Wrapper
        or CelTypeKind.Timestamp or CelTypeKind.Duration or CelTypeKind.Message or CelTypeKind.Opaque;

    private static CelType Unwrapped(CelType type) => type.Kind == CelTypeKind.Wrapper ? type.Parameters[0] : type;

    private static CelType AsMap(CelType type) =>
        type.Kind == CelTypeKind.Record ? CelType.MapOf(CelType.String, CelType.Dyn) : type;

    private static CelType Rebuild(CelType type, Func<CelType, CelType> change)
    {
        CelType[]? changed = null;
        for (var i = 0; i < type.Parameters.Length; i++)
        {
            var parameter = change(type.Parameters[i]);
            if (ReferenceEquals(parameter, type.Parameters[i])) continue;
            changed ??= [.. type.Parameters];
            changed[i] = parameter;
        }

        return changed is null ? type : type.WithParameters([.. changed]);
    }
}
