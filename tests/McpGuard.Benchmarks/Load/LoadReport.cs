using System.Globalization;

namespace McpGuard.Benchmarks.Load;

/// <summary>Collects the rounds and says what they come to.</summary>
/// <param name="lanes">What each round measures.</param>
/// <param name="connections">Over how many connections the servers are compared.</param>
internal sealed class LoadReport(IReadOnlyList<Lane> lanes, int connections)
{
    private readonly List<IReadOnlyDictionary<Lane, Turn>> _rounds = [];

    public IReadOnlyList<Lane> Lanes { get; } = lanes;

    public long Errors { get; set; }

    public void Add(IReadOnlyDictionary<Lane, Turn> round)
    {
        _rounds.Add(round);
        Console.WriteLine($"round {_rounds.Count,2}: " + string.Join("  ", Lanes.Where(lane => lane == Lane.Echo(lane.Contender, connections)).Select(lane =>
            string.Create(CultureInfo.InvariantCulture, $"{lane.Contender.Name} {round[lane].CallsPerSecond:0}/s"))));
    }

    public void AddTo(ICollection<Figure> figures)
    {
        foreach (var lane in Lanes)
        {
            var rate = Median(lane, turn => turn.CallsPerSecond);
            var cpu = Median(lane, turn => turn.CpuMicrosecondsPerCall);
            var bytes = Median(lane, turn => turn.BytesPerCall);
            var value = string.Create(CultureInfo.InvariantCulture, $"{rate:#,0} /s, server CPU {cpu:0} µs, {bytes:#,0} B");
            figures.Add(Figure.Of($"{lane}", rate, Chart.Unit, value: value));
        }

        AddNoise(figures);
        foreach (var (name, lane) in new (string, Func<Contender, Lane>)[] { ("", Echo), (", 1 ms tool", contender => Lane.Wait(contender, connections)) })
        {
            var isEcho = name.Length == 0;
            AddRatio(figures, name, lane(Contender.Default), lane(Contender.Unguarded), isEcho ? Goals.DefaultToUnguarded : Goals.OneMillisecondToUnguarded);
            AddRatio(figures, name, lane(Contender.Default), lane(Contender.Stock), isEcho ? Goals.DefaultToStock : null);
            AddRatio(figures, name, lane(Contender.Default), lane(Contender.StockWithLine));
        }

        foreach (var other in Contender.Managed.Where(contender => contender.IsGuarded && contender != Contender.Default))
            AddRatio(figures, "", Echo(other), Echo(Contender.Unguarded));

        var (flushed, stock) = (Lane.Many(Contender.Flushed), Lane.Many(Contender.Stock));
        AddRatio(figures, $", {flushed.Connections} connections", flushed, stock, Goals.FlushedToStock);
        AddRatio(figures, "", Echo(Contender.NativeDefault), Echo(Contender.NativeUnguarded));
        AddRatio(figures, "", Echo(Contender.NativeDefault), Echo(Contender.Stock));
        AddDifference(figures, "added server CPU per call", turn => turn.CpuMicrosecondsPerCall, "µs", Goals.AddedProcessorTime);
        AddDifference(figures, "added bytes per call", turn => turn.BytesPerCall, "B", Goals.AddedBytes);
    }

    private Lane Echo(Contender contender) => Lane.Echo(contender, connections);

    // Each round against the one after it, with the same server: how far two equal things differ here.
    private void AddNoise(ICollection<Figure> figures)
    {
        if (_rounds.Count < 2)
            return;

        var lane = Echo(Contender.Unguarded);
        var noise = new Ratios(_rounds.Zip(_rounds.Skip(1), (one, next) => next[lane].CallsPerSecond / one[lane].CallsPerSecond));
        figures.Add(Figure.Of("noise: Unguarded ÷ itself, next round", noise.Median, value: noise.ToString()));
    }

    private void AddRatio(ICollection<Figure> figures, string name, Lane one, Lane other, Goal? goal = null)
    {
        if (!Lanes.Contains(one) || !Lanes.Contains(other))
            return;

        var ratios = new Ratios(_rounds.Select(round => round[one].CallsPerSecond / round[other].CallsPerSecond));
        figures.Add(Figure.Of($"calls/s{name}: {one.Contender.Name} ÷ {other.Contender.Name}", ratios.Median, goal: goal, value: ratios.ToString()));
    }

    private void AddDifference(ICollection<Figure> figures, string name, Func<Turn, double> value, string unit, Goal goal)
    {
        var added = Ratios.MedianOf(_rounds.Select(round => value(round[Echo(Contender.Default)]) - value(round[Echo(Contender.Unguarded)])));
        figures.Add(Figure.Of($"{name}: {Contender.Default.Name} − {Contender.Unguarded.Name}", added, unit, goal));
    }

    private double Median(Lane lane, Func<Turn, double> value) => Ratios.MedianOf(_rounds.Select(round => value(round[lane])));
}
