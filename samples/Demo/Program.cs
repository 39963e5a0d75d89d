using Demo;

using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(1));
try
{
    var serves = args.Contains("--serve");
    await using var stage = await Stage.StartAsync(TimeSpan.FromMinutes(serves ? 15 : 5), timeout.Token);
    if (serves)
        return await Serving.RunAsync(stage, timeout.Token);

    var performances = await Performance.RunAsync(Scenario.Steps, stage, timeout.Token);
    return Report.Print(performances, stage);
}
catch (Exception exception)
{
    Console.Error.WriteLine(timeout.IsCancellationRequested ? "The demo did not end within a minute." : $"The demo could not continue: {exception.Message}");
    return 1;
}
