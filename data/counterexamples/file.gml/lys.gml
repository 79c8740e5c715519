<?xml version="1.0"?>
<FeatureCollection xmlns="http://www.opengis.net/gml"/>
