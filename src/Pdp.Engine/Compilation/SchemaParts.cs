using Pdp.Engine.Attributes;
using Pdp.Engine.Compilation.Reuse;
using Pdp.Engine.Sources;

namespace Pdp.Engine.Compilation;

/// <summary>Schemas and entities: checks them, and lays out how requests get into slots; both only when they have changed.</summary>
internal sealed class SchemaParts
{
    private readonly PolicySetSource _source;
    private readonly KeptSet? _kept;
    private SchemaAttributes? _attributes;
    private EntityTable? _entities;

    /// <param name="source">The source.</param>
    /// <param name="kept">What an earlier compilation with the same schemas kept, or null.</param>
    /// <param name="diagnostics">Gets what is wrong with them.</param>
    public SchemaParts(PolicySetSource source, KeptSet? kept, DiagnosticBag diagnostics)
    {
        _source = source;
        _kept = kept?.HasEntities(source) == true ? kept : null;
        var bag = diagnostics.OfDocument(null);
        if (_kept is null)
        {
            Read(bag);
            Notes = [.. bag.Notes];
            return;
        }

        Notes = _kept.Shared;
        bag.Repeat(Notes);
    }

    /// <summary>What was found.</summary>
    public Note[] Notes { get; }

    /// <summary>The layout for code that reads some attributes.</summary>
    public RequestLayout Layout(SlotTable slots, HashSet<AttributeName> live)
    {
        if (_kept?.Live.SetEquals(live) == true) return _kept.Layout;
        // what is wrong has been told
        if (_attributes is null) Read(new DiagnosticBag());
        return new LayoutBuilder(_source, _attributes!, _entities!, new LiveSlots(slots, live)).Build();
    }

    private void Read(DiagnosticBag diagnostics)
    {
        _attributes = new SchemaAttributes(_source.Schema, diagnostics);
        _entities = new EntityTable(_source, _attributes, diagnostics);
    }
}
