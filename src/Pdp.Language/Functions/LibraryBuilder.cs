using System.Collections.Immutable;
using Pdp.Language.Types;

namespace Pdp.Language.Functions;

/// <summary>Collects the overloads of a library, function by function.</summary>
internal sealed class LibraryBuilder(string name)
{
    private readonly ImmutableArray<Overload>.Builder _overloads = ImmutableArray.CreateBuilder<Overload>();
    private string _function = "";
    private string _description = "";

    /// <summary>Begins a function; the overloads that follow are its own.</summary>
    public LibraryBuilder Function(string function, string description)
    {
        _function = function;
        _description = description;
        return this;
    }

    /// <summary>Adds an overload that is called by name.</summary>
    public LibraryBuilder Global(
        string id, CelType result, Implementation code, params ImmutableArray<CelType> parameters) =>
        Add(id, false, result, code, parameters);

    /// <summary>Adds an overload that is called on a receiver, the first parameter; without code it has a node of its own.</summary>
    public LibraryBuilder Member(
        string id, CelType result, Implementation? code, params ImmutableArray<CelType> parameters) =>
        Add(id, true, result, code, parameters);

    /// <summary>The library.</summary>
    public FunctionLibrary Build() => new(name, _overloads.ToImmutable());

    private LibraryBuilder Add(
        string id, bool isMember, CelType result, Implementation? code, ImmutableArray<CelType> parameters)
    {
        _overloads.Add(new Overload(id, _function, isMember, parameters, result, code) { Description = _description });
        return this;
    }
}
